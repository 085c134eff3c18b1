package io.gypsum.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import io.gypsum.client.GypsumClient;
import io.gypsum.client.SaveOptions;
import io.gypsum.client.UploadOptions;
import io.gypsum.core.name.AssetVersion;

/**
 * A program that uses the client library. Executes the command in each line of stdin and prints the seconds it took;
 * {@code heap} prints the size of the heap in units of a million bytes. Each transfer uses a new client, and therefore
 * new connections.
 */
public final class ClientWorker {
  private static final int CONNECTIONS = 16;

  private final String url;
  private final String token;

  private ClientWorker(String url, String token) {
    this.url = url;
    this.token = token;
  }

  /** @param args the URL of the server and a token */
  public static void main(String[] args) throws IOException {
    ClientWorker worker = new ClientWorker(args[0], args[1]);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] words = line.split("\t");
      System.out.println(
          switch (words[0]) {
            case "save" -> worker.save(AssetVersion.parse(words[1]), Path.of(words[2]));
            case "upload" -> worker.upload(AssetVersion.parse(words[1]), Path.of(words[2]));
            case "heap" -> heapMegabytes();
            default -> throw new IllegalArgumentException(line);
          });
    }
  }

  private GypsumClient client(Path cache) {
    return GypsumClient.builder()
        .url(url)
        .token(token)
        .cacheDirectory(cache)
        .connections(CONNECTIONS)
        .concurrency(CONNECTIONS)
        .build();
  }

  private double save(AssetVersion version, Path cache) {
    long start = System.nanoTime();
    try (GypsumClient client = client(cache)) {
      client.saveVersion(version, SaveOptions.DEFAULTS);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private double upload(AssetVersion version, Path directory) {
    long start = System.nanoTime();
    try (GypsumClient client = client(directory.resolveSibling("uploader-cache"))) {
      client.uploadDirectory(version, directory, UploadOptions.DEFAULTS.withDeduplication(false));
    }
    return (System.nanoTime() - start) / 1e9;
  }

  /** Returns the current size of the heap, whose maximum is set by an option of the virtual machine. */
  private static double heapMegabytes() {
    return Runtime.getRuntime().totalMemory() / 1e6;
  }
}
