package io.gypsum.server.operation;

import io.gypsum.core.name.AssetVersion;

/**
 * Permits an upload session to send bundles. Signed like an {@link UploadToken}, so its content is trusted; it expires with its session.
 *
 * @param session the session hash of the lock
 * @param maxStagedBytes maximum total size of the staged bundles of the session
 */
record BundleToken(String session, AssetVersion version, long maxStagedBytes) {}
