package io.gypsum.server.catalog;

/**
 * The content of a bucket.
 *
 * @param versions the number of finished versions, including those on probation
 * @param content the files of these versions
 */
public record BucketTotals(long projects, long assets, long versions, ContentTotals content) {}
