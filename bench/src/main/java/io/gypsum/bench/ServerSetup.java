package io.gypsum.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A data directory with an administrator's account, and the options of its servers.
 *
 * @param token the access token of the administrator
 * @param options further options of {@code gypsum serve}
 * @param environment further environment variables of the servers
 */
record ServerSetup(
    BenchDirectory bench, Path data, String token, List<String> options,
    Map<String, String> environment) {
  static ServerSetup create(BenchDirectory bench, String name) throws IOException {
    Path data = bench.path(name);
    return new ServerSetup(
        bench, data, GypsumServerProcess.token(bench, data), List.of(), Map.of());
  }

  /** Returns a setup with the same accounts and a bucket in Ceph. */
  ServerSetup on(CephServer ceph, String bucket, String... more) {
    List<String> all = new ArrayList<>(ceph.options(bucket));
    all.addAll(List.of(more));
    return new ServerSetup(bench, data, token, all, ceph.environment());
  }

  /** Returns a setup with further options. */
  ServerSetup with(String... more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of(more));
    return new ServerSetup(bench, data, token, all, environment);
  }

  Path bucket() {
    return data.resolve("bucket");
  }

  /** Returns the file in which the disk store has an object. */
  Path file(String key) {
    return bucket().resolve(key);
  }

  GypsumServerProcess serve(String javaOptions) throws IOException {
    return GypsumServerProcess.serve(this, javaOptions);
  }

  TimedApi api(GypsumServerProcess server) {
    return new TimedApi(server.address(), token);
  }
}
