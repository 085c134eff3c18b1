package io.gypsum.bench;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A data directory with an administrator, on which servers can be started.
 *
 * @param token the administrator's
 */
record Site(Workplace workplace, Path data, String token) {
  static Site make(Workplace workplace, String name) throws IOException {
    Path data = workplace.path(name);
    return new Site(workplace, data, Gypsum.token(workplace, data));
  }

  Path bucket() {
    return data.resolve("bucket");
  }

  /** Where the disk store has an object. */
  Path file(String key) {
    return bucket().resolve(key);
  }

  Gypsum serve(String javaOptions) throws IOException {
    return Gypsum.serve(workplace, data, javaOptions);
  }

  Api api(Gypsum server) {
    return new Api(server.address(), token);
  }
}
