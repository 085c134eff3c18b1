package io.gypsum.client;

/**
 * The result of a download. The directory contains every file of the version, with the size and MD5 of the manifest.
 *
 * <pre>{@code
 * DownloadReport report = gypsum.downloadVersion(version, Path.of("copy"));
 * String message = report.fetchedFiles() + " files, " + report.fetchedBytes() + " bytes";
 * }</pre>
 *
 * @param fetchedFiles number of downloaded files
 * @param fetchedBytes total size of the downloaded files
 * @param linkedFiles number of downloaded files that are links in the version
 * @param keptFiles number of files that already existed or were copied from the cache
 */
public record DownloadReport(
    int fetchedFiles, long fetchedBytes, int linkedFiles, int keptFiles) {}
