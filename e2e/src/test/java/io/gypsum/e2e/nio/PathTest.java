package io.gypsum.e2e.nio;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import io.gypsum.core.property.Generator;
import io.gypsum.core.property.Generators;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static io.gypsum.core.property.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Checks that paths behave like local paths. No server runs at the address, because path operations send no requests. */
class PathTest {
  private static FileSystem system;

  @BeforeAll
  static void open() throws IOException {
    system = FileSystems.newFileSystem(URI.create("gypsum://127.0.0.1:9"), Map.of());
  }

  @AfterAll
  static void close() throws IOException {
    system.close();
  }

  private static Generator<String> paths() {
    return Generators.of("a", "b", "..", ".", "c c", "/", "/")
        .list(0, 7)
        .map(parts -> String.join("/", parts));
  }

  private static Path ours(String text) {
    return system.getPath(text);
  }

  @Test
  void pathsHaveTheSamePartsAsLocalPaths() {
    forAll(paths(), text -> {
      Path ours = ours(text);
      Path local = Path.of(text);
      assertThat(ours).hasToString(local.toString());
      assertThat(ours.isAbsolute()).isEqualTo(local.isAbsolute());
      assertThat(ours.getNameCount()).isEqualTo(local.getNameCount());
      assertThat(String.valueOf(ours.getParent())).isEqualTo(String.valueOf(local.getParent()));
      assertThat(String.valueOf(ours.getFileName())).isEqualTo(String.valueOf(local.getFileName()));
      assertThat(String.valueOf(ours.getRoot())).isEqualTo(String.valueOf(local.getRoot()));
      assertThat(ours.normalize()).hasToString(local.normalize().toString());
      assertThat(StreamSupport.stream(ours.spliterator(), false).map(Path::toString))
          .containsExactlyElementsOf(
              StreamSupport.stream(local.spliterator(), false).map(Path::toString).toList());
    });
  }

  @Test
  void pathsResolveLikeLocalPaths() {
    forAll(paths(), paths(), (one, other) -> {
      assertThat(ours(one).resolve(ours(other))).hasToString(
          Path.of(one).resolve(Path.of(other)).toString());
      assertThat(ours(one).resolveSibling(other)).hasToString(
          Path.of(one).resolveSibling(other).toString());
      assertThat(ours(one).startsWith(ours(other))).isEqualTo(Path.of(one).startsWith(other));
      assertThat(ours(one).endsWith(ours(other))).isEqualTo(Path.of(one).endsWith(other));
      assertThat(ours(one).equals(ours(other))).isEqualTo(Path.of(one).equals(Path.of(other)));
      if (ours(one).equals(ours(other))) {
        assertThat(ours(one)).hasSameHashCodeAs(ours(other));
      }
    });
  }

  @Test
  void relativizedPathsResolveToTheOriginal() {
    forAll(paths(), paths(), (one, other) -> {
      Path from = ours("/" + one).normalize();
      Path to = ours("/" + other).normalize();
      assertThat(from.resolve(from.relativize(to)).normalize()).isEqualTo(to);
    });
  }

  @Test
  void aUriConvertsBackToItsPath() {
    forAll(paths(), text -> {
      Path path = ours(text).toAbsolutePath();
      assertThat(Path.of(path.toUri())).isEqualTo(path);
    });
  }

  @Test
  void urisSurviveTheirAsciiForm() {
    for (String name : List.of(
        "nai\u0308ve", "na\u00efve", "a b", "50%", "%41", "a?b#c", "\ud83d\ude00", "a+b", "[x]",
        "C:")) {
      Path path = ours("/p/a/v1/" + name + "/" + name);
      URI uri = path.toUri();
      assertThat(Path.of(uri)).isEqualTo(path);
      assertThat(Path.of(URI.create(uri.toASCIIString()))).isEqualTo(path);
      assertThat(Path.of(URI.create(uri.toString()))).isEqualTo(path);
    }
    assertThat(Path.of(URI.create("gypsum://127.0.0.1:9/p/na\u00efve")))
        .isEqualTo(ours("/p/na\u00efve"));
  }

  @Test
  void aUriThatNamesNoFileIsRefused() {
    for (String path : List.of("/p/%EF", "/p/a%2Fb")) {
      assertThatThrownBy(() -> Path.of(URI.create("gypsum://127.0.0.1:9" + path)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(path);
    }
  }
}
