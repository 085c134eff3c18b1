/**
 * Everything a user does with a gypsum server, from Java. Start with {@link io.gypsum.client.GypsumClient}; what its
 * operations take and give back are the other public types here and those of {@link io.gypsum.core.name} and {@link
 * io.gypsum.core.document}.
 *
 * <p>Inside: {@code Documents}, {@code Listing}, {@code Uploads} and {@code Administration} know the routes of the wire
 * contract, {@code Downloads}, {@code DirectoryScan} and {@code VersionClone} the local files. {@code DirectoryUploads} is
 * the whole of an upload that may be killed, {@code UploadRecord} what it leaves behind. {@code Saves} fills the cache,
 * {@code CachedDocuments} decides what of it may be believed.
 */
@NullMarked
package io.gypsum.client;

import org.jspecify.annotations.NullMarked;
