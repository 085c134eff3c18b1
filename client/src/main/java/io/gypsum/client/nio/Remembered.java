package io.gypsum.client.nio;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** Answers of the last minute, as many as it may hold; who asked longest ago is forgotten first. Thread-safe. */
final class Remembered<K, V> {
  private static final Duration FOR = Duration.ofMinutes(1);

  private final Map<K, ClientResponse<V>> answers;

  private record ClientResponse<V>(V value, long sinceNanos) {}

  Remembered(int most) {
    this.answers = new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, ClientResponse<V>> eldest) {
        return size() > most;
      }
    };
  }

  /** Two threads that ask at once may both ask the server. */
  V get(K key, Supplier<V> question) {
    long now = System.nanoTime();
    synchronized (answers) {
      @Nullable ClientResponse<V> known = answers.get(key);
      if (known != null && now - known.sinceNanos < FOR.toNanos()) {
        return known.value;
      }
    }
    V value = question.get();
    synchronized (answers) {
      answers.put(key, new ClientResponse<>(value, now));
    }
    return value;
  }
}
