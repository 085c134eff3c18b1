package io.gypsum.store;

import java.time.Instant;

import io.gypsum.core.name.Key;

/**
 * The properties of an object.
 *
 * @param sizeBytes not negative
 */
public record ObjectInfo(Key key, long sizeBytes, ETag etag, Instant lastModified) {}
