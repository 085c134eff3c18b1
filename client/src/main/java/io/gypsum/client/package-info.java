/**
 * Everything a user does with a gypsum server, from Java. Start with {@link io.gypsum.client.GypsumClient}; what its
 * operations take and give back are the other public types here and those of {@link io.gypsum.core.name} and {@link
 * io.gypsum.core.document}.
 *
 * <p>Inside: {@code DocumentFetcher}, {@code BucketListing}, {@code UploadRequests} and {@code ProjectAdministration} know the routes of the wire
 * contract, {@code VersionDownloader}, {@code DirectoryScanner} and {@code VersionClone} the local files. {@code DirectoryUploader} is
 * the whole of an upload that may be killed, {@code UploadRecord} what it leaves behind. {@code VersionSaver} fills the cache,
 * {@code CachedDocuments} decides what of it may be believed.
 */
@NullMarked
package io.gypsum.client;

import io.gypsum.client.bucket.BucketListing;
import io.gypsum.client.bucket.CachedDocuments;
import io.gypsum.client.bucket.DocumentFetcher;
import org.jspecify.annotations.NullMarked;
