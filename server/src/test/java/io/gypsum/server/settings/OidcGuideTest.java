package io.gypsum.server.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gypsum.server.settings.IdentitySettings.IdentityProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The settings in {@code docs/admin/oidc.md} are accepted. */
class OidcGuideTest {
  private static final Pattern BLOCK = Pattern.compile("```ini\n(.*?)```", Pattern.DOTALL);

  @TempDir Path directory;

  @Test
  void everyBlockOfSettingsIsAccepted() throws IOException {
    List<IdentityProvider> found = new ArrayList<>();
    Matcher blocks = BLOCK.matcher(Files.readString(Path.of("../docs/admin/oidc.md")));
    while (blocks.find()) {
      // Later blocks contain only what differs for one provider.
      Map<String, String> settings =
          new HashMap<>(
              Map.of(
                  "identity", "oidc", "oidc-client-secret", "secret", "public-url",
                  "https://gypsum.example.org", "data", directory.toString()));
      blocks.group(1)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(
              line -> settings.put(
                  line.split("=", 2)[0].strip(), line.split("=", 2)[1].strip()));
      found.add(
          SettingsReader.read(SettingsSources.of(settings, directory)).identity().provider());
    }
    assertThat(found).hasSize(4).containsOnly(IdentityProvider.OIDC);
  }
}
