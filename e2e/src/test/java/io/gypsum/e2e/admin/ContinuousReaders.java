package io.gypsum.e2e.admin;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.gypsum.e2e.harness.Eventually;

/** Two clients that read one file through nginx continuously, without retries. */
final class ContinuousReaders implements AutoCloseable {
  private static final int READERS = 2;
  private static final int MORE = 20;

  private final HttpClient client;
  private final URI file;
  private final AtomicInteger reads = new AtomicInteger();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private volatile boolean closing;

  private ContinuousReaders(HttpClient client, URI file) {
    this.client = client;
    this.file = file;
  }

  /** Starts clients that trust the certificate of the user on {@code laptop}. */
  static ContinuousReaders start(Sandbox sandbox, String path) {
    ContinuousReaders readers = new ContinuousReaders(
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trust(sandbox))
            .build(),
        URI.create(sandbox.names().site() + path));
    for (int i = 0; i < READERS; i++) {
      readers.threads.add(Thread.ofVirtual().start(readers::run));
    }
    return readers;
  }

  private static SSLContext trust(Sandbox sandbox) {
    try (InputStream in = Files.newInputStream(sandbox.home("laptop").resolve("gypsum.p12"))) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, "changeit".toCharArray());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private void run() {
    HttpRequest request =
        HttpRequest.newBuilder(file).timeout(Duration.ofSeconds(30)).build();
    while (!closing) {
      try {
        HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
        if (response.statusCode() != 200 || response.body().length == 0) {
          failures.add(response.toString());
        }
      } catch (IOException e) {
        failures.add(e.toString());
      } catch (InterruptedException e) {
        return;
      }
      reads.incrementAndGet();
    }
  }

  /** Waits until the clients have read the file another {@link #MORE} times. */
  void awaitMore() {
    int until = reads.get() + MORE;
    Eventually.await("more reads", () -> reads.get() >= until);
  }

  int reads() {
    return reads.get();
  }

  List<String> failures() {
    return failures;
  }

  @Override
  public void close() {
    closing = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    client.close();
  }
}
