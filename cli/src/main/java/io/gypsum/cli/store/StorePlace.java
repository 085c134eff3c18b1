package io.gypsum.cli.store;

import java.net.URI;
import java.nio.file.Path;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Shown;

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

  /** @throws GypsumException INVALID when it is the address of nothing known */
  static StorePlace parse(String text) {
    if (text.startsWith("http://") || text.startsWith("https://")) {
      try {
        return new Server(URI.create(text));
      } catch (IllegalArgumentException e) {
        throw unknown(text);
      }
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
        "'" + Shown.value(text)
            + "' is no store: expected file:DIR, or the address of a gypsum server such as"
            + " https://gypsum.example.org");
  }
}
