package io.gypsum.cli.store;

import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.name.Key;

/** Where a store is, as people write it. */
public sealed interface StorePlace {
  /** A directory of this machine: {@code file:DIR}, or just the directory. */
  record Disk(Path directory) implements StorePlace {
    @Override
    public String toString() {
      return "file:" + directory;
    }
  }

  /** A gypsum server, of which everything can be read. */
  record Server(URI url) implements StorePlace {
    @Override
    public String toString() {
      return url.toString();
    }
  }

  /**
   * A bucket of an S3 engine, or a part of one: {@code s3://BUCKET/PREFIX}.
   *
   * @param prefix empty, or ends with {@code /}
   */
  record S3(String bucket, String prefix) implements StorePlace {
    private static final Pattern FORM =
        Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*?)/*)?");

    static S3 parse(String text) {
      Matcher form = FORM.matcher(text);
      if (!form.matches()) {
        throw unknown(text);
      }
      String prefix = form.group(2);
      return new S3(
          form.group(1), prefix == null || prefix.isEmpty() ? "" : new Key(prefix) + "/");
    }

    @Override
    public String toString() {
      return "s3://" + bucket + "/" + prefix;
    }
  }

  /** @throws GypsumException INVALID when it is the address of nothing known */
  static StorePlace parse(String text) {
    if (text.startsWith("http://") || text.startsWith("https://")) {
      try {
        return new Server(URI.create(text));
      } catch (IllegalArgumentException e) {
        throw unknown(text);
      }
    }
    if (text.startsWith("s3:")) {
      return S3.parse(text);
    }
    String directory = text.startsWith("file:") ? text.substring("file:".length()) : text;
    // file:///DIR is the same as file:/DIR; another host's file is not ours.
    directory = directory.startsWith("///") ? directory.substring(2) : directory;
    if (directory.isEmpty() || directory.startsWith("//") || directory.matches("[a-z0-9]+:.*")) {
      throw unknown(text);
    }
    return new Disk(Path.of(directory));
  }

  private static GypsumException unknown(String text) {
    return GypsumException.invalid(
        "'" + Printable.value(text)
            + "' is no store: expected file:DIR, s3://BUCKET or s3://BUCKET/PREFIX, or the address of a"
            + " gypsum server such as https://gypsum.example.org");
  }
}
