package io.gypsum.e2e.crash;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.gypsum.cli.store.Stores;
import io.gypsum.server.GypsumServer;
import io.gypsum.server.settings.SettingsReader;
import io.gypsum.server.settings.SettingsSources;

/**
 * Runs {@code gypsum serve} with its arguments, on a {@link HangingStore}.
 */
public final class CrashingServer {
  private CrashingServer() {}

  public static void main(String[] arguments) throws InterruptedException {
    Map<String, String> flags = new HashMap<>();
    for (int i = 1; i < arguments.length; i += 2) {
      flags.put(arguments[i].substring(2), arguments[i + 1]);
    }
    SettingsSources sources = SettingsSources.of(flags, Path.of(System.getProperty("user.home")));
    try (GypsumServer server =
        GypsumServer.start(
            SettingsReader.read(sources),
            (address, createBucket) -> new HangingStore(
                Stores.openForServer(address, createBucket),
                Path.of(System.getProperty("hang.markers"))))) {
      System.out.println("gypsum is ready at " + server.address());
      server.awaitStop();
    }
  }

  /** Returns the Java option that sets the directory of the {@link HangingStore}. */
  static String markersOption(Path markers) {
    return "-Dhang.markers=" + markers;
  }
}
