package io.gypsum.bench;

import java.io.IOException;
import java.util.List;

/** {@code bench/run pages}: web pages of a large bucket. */
public final class PagesBench {
  private PagesBench() {}

  public static void main(String[] args) throws IOException {
    Suite.run(List.of(new PageLatencies()), args);
  }
}
