package io.gypsum.server.audit;

import org.jspecify.annotations.Nullable;

/**
 * What the audit log adds to the event of an approval or a rejection; an attribute of the request.
 *
 * @param uploader the login of the user who uploaded the version; empty if unknown
 * @param reason why the version was rejected, for the uploader; null for none
 */
public record ReviewedUpload(String uploader, @Nullable String reason) {}
