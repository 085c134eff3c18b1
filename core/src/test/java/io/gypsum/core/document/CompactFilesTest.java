package io.gypsum.core.document;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A manifest that was read behaves like one of an ordinary map. */
class CompactFilesTest {
  private static final AssetVersion TARGET = AssetVersion.parse("p/a/v");
  private final Random random = new Random(1);

  private static UserPath path(String text) {
    return new UserPath(text);
  }

  private Map<UserPath, ManifestEntry> randomFiles(int count) {
    Map<UserPath, ManifestEntry> files = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      String name = "é".repeat(random.nextInt(3)) + "/d".repeat(random.nextInt(3)) + "/" + i;
      FileAddress target = new FileAddress(TARGET, path("x" + i));
      Link link =
          switch (random.nextInt(4)) {
            case 0 -> new Link(target, null);
            case 1 -> new Link(target, new FileAddress(AssetVersion.parse("p/a/w"), path("y")));
            default -> null;
          };
      files.put(
          path(name.startsWith("/") ? name.substring(1) : name),
          new ManifestEntry(
              random.nextLong() >>> 1, new Md5(random.nextLong(), random.nextLong()), link));
    }
    return files;
  }

  private static Manifest reread(Map<UserPath, ManifestEntry> files) {
    return JsonInput.read(JsonOutput.bytes(new Manifest(files)), Manifest::read);
  }

  @Test
  void allFilesAreKeptInTheirOrder() {
    for (int count : List.of(0, 1, 7, 8, 9, 17, 1000, 20_000)) {
      Map<UserPath, ManifestEntry> files = randomFiles(count);

      Manifest read = reread(files);

      assertThat(List.copyOf(read.files().entrySet())).isEqualTo(List.copyOf(files.entrySet()));
      assertThat(read).isEqualTo(new Manifest(files));
      assertThat(read.hashCode()).isEqualTo(new Manifest(files).hashCode());
      files.forEach((path, entry) -> assertThat(read.get(path)).isEqualTo(entry));
      assertThat(read.get(path("none"))).isNull();
      Map<?, ?> untyped = read.files();
      assertThat(untyped.get("none")).isNull();
    }
  }

  @Test
  void filesCannotBeChanged() {
    Manifest read = reread(randomFiles(3));

    assertThatThrownBy(() -> read.files().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> read.files().put(path("x"), read.files().values().iterator().next()))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(read.files()).hasSize(3);
  }

  @Test
  void linksShareTheNamesOfTheirVersions() {
    Map<UserPath, ManifestEntry> files = new LinkedHashMap<>();
    for (int i = 0; i < 2; i++) {
      files.put(
          path("l" + i),
          new ManifestEntry(1, new Md5(1, 1), new Link(new FileAddress(TARGET, path("x")), null)));
    }

    Manifest read = reread(files);

    assertThat(read.get(path("l0")).link().target().version())
        .isSameAs(read.get(path("l1")).link().target().version());
  }

  @Test
  void marksAreIndependentOfTheKindOfManifest() {
    Map<UserPath, ManifestEntry> files = randomFiles(100);
    for (Manifest manifest : List.of(new Manifest(files), reread(files))) {
      Manifest.FileMarks marks = manifest.newMarks();
      files.keySet().stream().filter(path -> path.value().hashCode() % 2 == 0).forEach(marks::add);

      files.keySet()
          .forEach(
              path -> assertThat(marks.contains(path))
                  .isEqualTo(path.value().hashCode() % 2 == 0));
      assertThat(marks.contains(path("none"))).isFalse();
    }
  }
}
