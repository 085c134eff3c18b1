package io.gypsum.server.file;

import java.util.Locale;
import java.util.Map;

import io.gypsum.core.name.Key;

/** Content types by file extension; types declared by uploaders are ignored. */
final class ContentTypes {
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String UNKNOWN = "application/octet-stream";

  private static final Map<String, String> BY_EXTENSION =
      Map.ofEntries(
          Map.entry("bed", TEXT), Map.entry("bz2", "application/x-bzip2"),
          Map.entry("bgz", "application/gzip"), Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("csv", "text/csv; charset=utf-8"), Map.entry("fa", TEXT),
          Map.entry("fasta", TEXT), Map.entry("fastq", TEXT), Map.entry("fq", TEXT),
          Map.entry("gff", TEXT), Map.entry("gff3", TEXT), Map.entry("gif", "image/gif"),
          Map.entry("gmt", TEXT), Map.entry("gtf", TEXT), Map.entry("gz", "application/gzip"),
          Map.entry("h5", "application/x-hdf5"), Map.entry("h5ad", "application/x-hdf5"),
          Map.entry("hdf5", "application/x-hdf5"), Map.entry("htm", "text/html; charset=utf-8"),
          Map.entry("html", "text/html; charset=utf-8"), Map.entry("jpeg", "image/jpeg"),
          Map.entry("jpg", "image/jpeg"), Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("json", JSON), Map.entry("log", TEXT),
          Map.entry("md", "text/markdown; charset=utf-8"), Map.entry("mtx", TEXT),
          Map.entry("parquet", "application/vnd.apache.parquet"),
          Map.entry("pdf", "application/pdf"), Map.entry("png", "image/png"),
          Map.entry("sam", TEXT), Map.entry("sqlite", "application/vnd.sqlite3"),
          Map.entry("sqlite3", "application/vnd.sqlite3"), Map.entry("svg", "image/svg+xml"),
          Map.entry("tar", "application/x-tar"), Map.entry("tif", "image/tiff"),
          Map.entry("tiff", "image/tiff"),
          Map.entry("tsv", "text/tab-separated-values; charset=utf-8"), Map.entry("txt", TEXT),
          Map.entry("vcf", TEXT), Map.entry("webp", "image/webp"),
          Map.entry("xml", "application/xml"), Map.entry("xz", "application/x-xz"),
          Map.entry("yaml", "application/yaml"), Map.entry("yml", "application/yaml"),
          Map.entry("zip", "application/zip"), Map.entry("zst", "application/zstd"));

  private ContentTypes() {}

  static String of(Key key) {
    if (key.isInternal()) {
      return JSON;
    }
    String name = key.value();
    int dot = name.lastIndexOf('.');
    if (dot < name.lastIndexOf('/')) {
      return UNKNOWN;
    }
    String extension = name.substring(dot + 1);
    String type = BY_EXTENSION.get(extension);
    return type != null
        ? type
        : BY_EXTENSION.getOrDefault(extension.toLowerCase(Locale.ROOT), UNKNOWN);
  }
}
