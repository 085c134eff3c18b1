package io.gypsum.store;

import io.gypsum.core.name.Key;
import java.time.Instant;

/** @param sizeBytes not negative */
public record ObjectInfo(Key key, long sizeBytes, ETag etag, Instant lastModified) {}
