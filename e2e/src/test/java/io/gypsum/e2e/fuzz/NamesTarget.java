package io.gypsum.e2e.fuzz;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

import io.gypsum.client.GypsumClient;
import io.gypsum.core.GypsumException;
import io.gypsum.core.PercentEncoding;
import io.gypsum.core.Timestamps;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.DatabaseName;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.SchemaName;
import io.gypsum.core.name.UserPath;

import static org.assertj.core.api.Assertions.assertThat;

/** Interprets an input as a name, a path, a key, an encoded part of a URL, a time, or a URI of a file. */
final class NamesTarget implements FuzzTarget {
  private static final Path BASE = Path.of("/base/directory");
  private final GypsumClient client;
  private final FileSystem files;

  NamesTarget() throws Exception {
    client = GypsumClient.builder().url("http://127.0.0.1:1").offline(true).build();
    files =
        FileSystems.newFileSystem(
            URI.create("gypsum://fuzz.example:1"), Map.of("client", client));
  }

  @Override
  public void run(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    inside(of(Key::new, text), Key::value);
    inside(of(UserPath::new, text), UserPath::value);
    inside(of(AssetName::new, text), AssetName::value);
    inside(of(SchemaName::new, text), SchemaName::value);
    inside(of(DatabaseName::new, text), DatabaseName::value);
    AssetVersion version = of(AssetVersion::parse, text);
    if (version != null) {
      inside(version, AssetVersion::toString);
    }
    assertThat(PercentEncoding.decode(PercentEncoding.encode(text), true)).isEqualTo(text);
    for (boolean plusIsSpace : new boolean[] {true, false}) {
      String raw = new String(input, StandardCharsets.ISO_8859_1);
      String decoded = of(encoded -> PercentEncoding.decode(encoded, plusIsSpace), raw);
      if (decoded != null) {
        assertThat(PercentEncoding.decode(PercentEncoding.encode(decoded), plusIsSpace))
            .isEqualTo(decoded);
      }
    }
    of(Md5::parse, text);
    var _ = Timestamps.parse(text);
    uri(text);
  }

  private static <T> T of(Function<String, T> parser, String text) {
    try {
      return parser.apply(text);
    } catch (GypsumException e) {
      assertThat(e.kind()).as(e.reason()).isEqualTo(GypsumException.Kind.INVALID);
      assertThat(e.reason().chars().noneMatch(Character::isISOControl))
          .as(
              "message without control characters: %s", FuzzCorpus.encode(
                  e.reason().getBytes(StandardCharsets.UTF_8)))
          .isTrue();
      return null;
    }
  }

  /** Checks that a valid name cannot leave a directory and can be encoded. */
  private static <T> void inside(T name, Function<T, String> text) {
    if (name == null) {
      return;
    }
    String value = text.apply(name);
    Path resolved = BASE.resolve(value);
    assertThat(resolved.normalize()).isEqualTo(resolved);
    assertThat(resolved.startsWith(BASE) && !resolved.equals(BASE)).as(value).isTrue();
    assertThat(new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(value);
  }

  /** Checks that a path survives its conversion to a URI and back, even to one in ASCII. */
  private void uri(String text) {
    Path path;
    try {
      path = files.getPath("/" + text);
    } catch (InvalidPathException e) {
      return;
    }
    URI uri = path.toUri();
    assertThat(Path.of(uri)).isEqualTo(path.toAbsolutePath());
    assertThat(Path.of(URI.create(uri.toASCIIString()))).isEqualTo(path.toAbsolutePath());
    assertThat(path.normalize().normalize()).isEqualTo(path.normalize());
  }

  @Override
  public void close() throws Exception {
    files.close();
    client.close();
  }
}
