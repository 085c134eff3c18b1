package io.gypsum.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** A running nginx that serves the files of a directory and accepts new ones by PUT. Closing stops it. */
final class NginxServer implements AutoCloseable {
  static final int WORKERS = Runtime.getRuntime().availableProcessors();
  private static final int MAX_ATTEMPTS = 100;

  private final BenchDirectory bench;
  private final Process process;
  private final String address;

  private NginxServer(BenchDirectory bench, Process process, String address) {
    this.bench = bench;
    this.process = process;
    this.address = address;
  }

  static NginxServer serve(BenchDirectory bench, Path bucket) throws IOException {
    Path home = Files.createDirectories(bench.path("nginx"));
    int port = BenchDirectory.freePort();
    Path settings = Files.writeString(home.resolve("nginx.conf"), settings(home, bucket, port));
    Process process =
        bench.processes()
            .start(
                new ProcessBuilder(
                    "nginx", "-c", settings.toString(), "-p", home.toString(), "-e",
                    home.resolve("error.log").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve("output.log").toFile()));
    NginxServer nginx = new NginxServer(bench, process, "http://127.0.0.1:" + port);
    nginx.awaitReady();
    return nginx;
  }

  private static String settings(Path home, Path bucket, int port) {
    return """
        daemon off;
        worker_processes %d;
        pid %s/nginx.pid;
        %s
        events { worker_connections 4096; }
        http {
          access_log off;
          sendfile on;
          tcp_nopush on;
          keepalive_requests 1000000000;
          default_type application/octet-stream;
          client_body_temp_path %2$s;
          proxy_temp_path %2$s;
          fastcgi_temp_path %2$s;
          uwsgi_temp_path %2$s;
          scgi_temp_path %2$s;
          client_max_body_size 0;
          dav_methods PUT;
          create_full_put_path on;
          server { listen 127.0.0.1:%d; root %s; }
        }
        """
        .formatted(
            WORKERS, home, System.getProperty("user.name", "").equals("root") ? "user root;" : "",
            port, bucket);
  }

  private void awaitReady() throws IOException {
    for (int i = 0; i < MAX_ATTEMPTS; i++) {
      try {
        var connection = (HttpURLConnection) URI.create(address + "/").toURL().openConnection();
        connection.getResponseCode();
        connection.disconnect();
        return;
      } catch (IOException e) {
        Pause.millis(50);
      }
    }
    throw new IOException("nginx did not start; see nginx/error.log in the work directory");
  }

  /** Returns the URL of an object. */
  String file(String key) {
    return address + "/" + key;
  }

  ProcessUsage usage() {
    return new ProcessUsage(process);
  }

  @Override
  public void close() throws IOException {
    bench.processes().stop(process);
  }
}
