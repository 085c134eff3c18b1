package io.gypsum.e2e.nio;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.StreamSupport;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import static org.assertj.core.api.Assertions.assertThat;

/** Paths behave like those of this machine. Nothing listens at the address: paths need no server. */
class PathTest {
  private static FileSystem system;

  @BeforeContainer
  static void open() throws IOException {
    system = FileSystems.newFileSystem(URI.create("gypsum://127.0.0.1:9"), Map.of());
  }

  @AfterContainer
  static void close() throws IOException {
    system.close();
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.of("a", "b", "..", ".", "c c", "/", "/")
        .list()
        .ofMaxSize(7)
        .map(parts -> String.join("/", parts));
  }

  private static Path ours(String text) {
    return system.getPath(text);
  }

  @Property
  void pathsHaveTheSameParts(@ForAll("paths") String text) {
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
  }

  @Property
  void twoPathsGoTogetherTheSameWay(
      @ForAll("paths") String one, @ForAll("paths") String other) {
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
  }

  @Property
  void theWayFromOneToAnotherLeadsThere(
      @ForAll("paths") String one, @ForAll("paths") String other) {
    Path from = ours("/" + one).normalize();
    Path to = ours("/" + other).normalize();
    assertThat(from.resolve(from.relativize(to)).normalize()).isEqualTo(to);
  }

  @Property
  void aUriLeadsBack(@ForAll("paths") String text) {
    Path path = ours(text).toAbsolutePath();
    assertThat(Path.of(path.toUri())).isEqualTo(path);
  }
}
