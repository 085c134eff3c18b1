package io.gypsum.server.catalog;

import java.time.YearMonth;

/**
 * The uploads that were finished in a month of UTC and still exist.
 *
 * @param versions the number of versions, including those on probation
 * @param ownBytes the total size of their files that are not links
 */
public record UploadMonth(YearMonth month, long versions, long ownBytes) {}
