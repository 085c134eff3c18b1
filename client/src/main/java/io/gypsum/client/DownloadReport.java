package io.gypsum.client;

/**
 * What a download came to. Every file of the version is there now, with the size and the MD5 of its manifest.
 *
 * <pre>{@code
 * DownloadReport report = gypsum.downloadVersion(version, Path.of("copy"));
 * String told = report.fetchedFiles() + " files, " + report.fetchedBytes() + " bytes";
 * }</pre>
 *
 * @param fetchedFiles files that were fetched
 * @param linkedFiles how many of those are links, fetched from where their bytes are
 * @param keptFiles files that were there already, or were copied from the cache
 */
public record DownloadReport(
    int fetchedFiles, long fetchedBytes, int linkedFiles, int keptFiles) {}
