/**
 * The client library. Start with {@link io.gypsum.client.GypsumClient}, the façade; the other public types are its options,
 * results and arguments, together with those of {@link io.gypsum.core.name} and {@link io.gypsum.core.document}.
 *
 * <p>{@code RemoteProject}, {@code RemoteAsset} and {@code RemoteVersion} call only the façade.
 *
 * <p>The internal types by topic, each with its starting point:
 *
 * <ul>
 *   <li>Uploads: {@code DirectoryUploader} runs a whole upload that can be continued if its process is killed. {@code
 *       DirectoryScanner} finds and hashes the files, {@code UploadRequests} starts and ends the upload, {@code
 *       SessionUploader} sends the files, and {@code UploadRecord} stores the progress.
 *   <li>Downloads: {@code VersionSaver} fills the cache, {@code VersionDownloader} writes to other directories, and {@code
 *       VersionClone} links to the cache. {@code FileBatches} groups small files.
 *   <li>Administration: {@code ProjectAdministration}.
 * </ul>
 *
 * <p>Documents and listings of the bucket are read by {@code io.gypsum.client.bucket}, metadata files by {@code
 * io.gypsum.client.metadata}.
 */
@NullMarked
package io.gypsum.client;

import org.jspecify.annotations.NullMarked;
