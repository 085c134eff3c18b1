/**
 * Everything a user does with a gypsum server, from Java. Start with {@link io.gypsum.client.GypsumClient}; what its
 * operations take and give back are the other public types here and those of {@link io.gypsum.core.name} and {@link
 * io.gypsum.core.document}.
 *
 * <p>Inside: {@code Http} sends one request as often as {@code Retries} allows, {@code Documents}, {@code Listing} and
 * {@code Uploads} know the routes of the wire contract, {@code Downloads} and {@code DirectoryScan} the local files. {@code
 * Saves} fills the cache, {@code CachedDocuments} decides what of it may be believed.
 */
@NullMarked
package io.gypsum.client;

import org.jspecify.annotations.NullMarked;
