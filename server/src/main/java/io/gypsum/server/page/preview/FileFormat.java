package io.gypsum.server.page.preview;

import java.util.Locale;
import java.util.Map;

/**
 * The format of a file by the extension of its name.
 *
 * @param kind how it is shown, if its content permits that
 * @param language the language of a text in lower case; empty for plain text
 */
record FileFormat(Kind kind, String language) {
  private static final FileFormat UNKNOWN = new FileFormat(Kind.UNKNOWN, "");
  private static final FileFormat PLAIN = text("");

  enum Kind {
    TEXT, MARKDOWN, JSON, COMMAS, TABS, IMAGE, PDF, GZIP, UNKNOWN
  }

  private static final Map<String, FileFormat> BY_EXTENSION =
      Map.ofEntries(
          Map.entry("avsc", json()), Map.entry("bash", text("bash")), Map.entry("bed", PLAIN),
          Map.entry("bgz", of(Kind.GZIP)), Map.entry("bib", text("bibtex")),
          Map.entry("c", text("c")), Map.entry("cc", text("cpp")),
          Map.entry("cfg", text("ini")), Map.entry("conf", text("ini")),
          Map.entry("cpp", text("cpp")), Map.entry("css", text("css")),
          Map.entry("csv", of(Kind.COMMAS)), Map.entry("dcf", PLAIN),
          Map.entry("fa", PLAIN), Map.entry("fasta", PLAIN), Map.entry("fastq", PLAIN),
          Map.entry("fna", PLAIN), Map.entry("fq", PLAIN), Map.entry("geojson", json()),
          Map.entry("gff", PLAIN), Map.entry("gff3", PLAIN), Map.entry("gif", image()),
          Map.entry("gmt", PLAIN), Map.entry("go", text("go")), Map.entry("gtf", PLAIN),
          Map.entry("gz", of(Kind.GZIP)), Map.entry("h", text("c")),
          Map.entry("hpp", text("cpp")), Map.entry("htm", text("html")),
          Map.entry("html", text("html")), Map.entry("ini", text("ini")),
          Map.entry("ipynb", json()), Map.entry("java", text("java")),
          Map.entry("jl", text("julia")), Map.entry("jpeg", image()), Map.entry("jpg", image()),
          Map.entry("js", text("javascript")), Map.entry("json", json()),
          Map.entry("jsonl", PLAIN), Map.entry("log", PLAIN),
          Map.entry("markdown", of(Kind.MARKDOWN)), Map.entry("md", of(Kind.MARKDOWN)),
          Map.entry("mtx", PLAIN), Map.entry("ndjson", PLAIN), Map.entry("nf", text("groovy")),
          Map.entry("pdf", of(Kind.PDF)), Map.entry("pl", text("perl")),
          Map.entry("png", image()), Map.entry("properties", text("ini")),
          Map.entry("py", text("python")), Map.entry("qmd", of(Kind.MARKDOWN)),
          Map.entry("r", text("r")), Map.entry("rb", text("ruby")), Map.entry("rd", text("latex")),
          Map.entry("rmd", of(Kind.MARKDOWN)), Map.entry("rs", text("rust")),
          Map.entry("rst", PLAIN), Map.entry("sam", PLAIN), Map.entry("sh", text("bash")),
          Map.entry("smk", text("python")), Map.entry("sql", text("sql")),
          Map.entry("svg", image()), Map.entry("tab", of(Kind.TABS)),
          Map.entry("tex", text("latex")), Map.entry("text", PLAIN),
          Map.entry("toml", text("toml")), Map.entry("ts", text("typescript")),
          Map.entry("tsv", of(Kind.TABS)), Map.entry("txt", PLAIN), Map.entry("vcf", PLAIN),
          Map.entry("webp", image()), Map.entry("wdl", PLAIN), Map.entry("xml", text("xml")),
          Map.entry("yaml", text("yaml")), Map.entry("yml", text("yaml")));

  /** @param name the last component of a path */
  static FileFormat of(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0
        ? UNKNOWN
        : BY_EXTENSION.getOrDefault(name.substring(dot + 1).toLowerCase(Locale.ROOT), UNKNOWN);
  }

  /** Returns the name without its extension, which is that of the decompressed file. */
  static String withoutExtension(String name) {
    return name.substring(0, name.lastIndexOf('.'));
  }

  /** Returns whether a file of this format is text, whatever encoding it has. */
  boolean isText() {
    return switch (kind) {
      case TEXT, MARKDOWN, JSON, COMMAS, TABS -> true;
      case IMAGE, PDF, GZIP, UNKNOWN -> false;
    };
  }

  private static FileFormat of(Kind kind) {
    return new FileFormat(kind, kind == Kind.MARKDOWN ? "markdown" : "");
  }

  private static FileFormat text(String language) {
    return new FileFormat(Kind.TEXT, language);
  }

  private static FileFormat json() {
    return new FileFormat(Kind.JSON, "json");
  }

  private static FileFormat image() {
    return of(Kind.IMAGE);
  }
}
