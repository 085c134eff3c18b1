package io.gypsum.store.bucket;

import java.time.Instant;

import io.gypsum.store.ETag;

/**
 * A document with the state of its object when it was read.
 *
 * @param etag identifies the content that was read; a conditional write with it succeeds only while the content is
 *     unchanged
 * @param lastModified when the object was written, by the clock of the store
 */
public record StoredDocument<T>(T document, ETag etag, Instant lastModified) {}
