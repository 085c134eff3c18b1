package io.gypsum.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.gypsum.core.PercentEncoding;

/** The requests that many anonymous clients send at the same time. */
enum Flood {
  /** Each searches all versions for 16 pairs of patterns that match most words, again as soon as a search has ended. */
  SEARCHES("32 worst-case searches", 32) {
    @Override
    void run(Stranger stranger) throws IOException, InterruptedException {
      stranger.requestRepeatedly("/search?latest=false&limit=1000&q=" + WORST_QUERY, Map.of());
    }
  },
  /** Each lists every key of a version with 10,000 files. */
  LISTS("32 lists of 10,000 keys", 32) {
    @Override
    void run(Stranger stranger) throws IOException, InterruptedException {
      stranger.requestRepeatedly("/list?recursive=true&prefix=" + Floods.LISTED, Map.of());
    }
  },
  /** Each downloads the metadata index, compressed. */
  INDEX("32 index downloads", 32) {
    @Override
    void run(Stranger stranger) throws IOException, InterruptedException {
      stranger.requestRepeatedly(
          "/index/bioconductor.sqlite3", Map.of("Accept-Encoding", "gzip"));
    }
  },
  /** Each sends the body of a request at a little more than the minimum rate. */
  SLOW_BODIES("140 slow bodies", 140) {
    @Override
    void run(Stranger stranger) throws IOException, InterruptedException {
      stranger.sendSlowly(
          "POST /bundle HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n{\"files\":[\"",
          "a".repeat(1_200));
    }
  },
  /** Each sends a header that never ends. */
  SLOW_HEADERS("500 slow headers", 500) {
    @Override
    void run(Stranger stranger) throws IOException, InterruptedException {
      stranger.sendSlowly("GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ", "a");
    }
  };

  private static final int PAIRS = 16;
  /** Neither the rarest term nor the number of hits limits the work, since all patterns match very many words. */
  private static final String WORST_QUERY =
      PercentEncoding.encode(
          IntStream.range(0, PAIRS)
              .mapToObj(i -> "(%" + (char) ('a' + i) + "% OR NOT %" + (char) ('b' + i) + "_%)")
              .collect(Collectors.joining(" AND ")));
  private final String label;
  private final int strangers;

  Flood(String label, int strangers) {
    this.label = label;
    this.strangers = strangers;
  }

  /** Sends requests until the stranger is closed. */
  abstract void run(Stranger stranger) throws IOException, InterruptedException;

  String label() {
    return label;
  }

  int strangers() {
    return strangers;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
