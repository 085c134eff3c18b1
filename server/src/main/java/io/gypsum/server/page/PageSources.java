package io.gypsum.server.page;

import io.gypsum.server.compute.ComputeLanes;
import io.gypsum.server.index.IndexSearch;
import io.gypsum.store.bucket.BucketReader;
import org.jspecify.annotations.Nullable;

/**
 * What pages read.
 *
 * @param bucket the bucket whose content is shown
 * @param lanes where pages compute
 * @param search null if the server has no metadata index
 */
public record PageSources(
    BucketReader bucket, ComputeLanes lanes, @Nullable IndexSearch search) {}
