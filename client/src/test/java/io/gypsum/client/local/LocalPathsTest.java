package io.gypsum.client.local;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.core.name.UserPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LocalPathsTest {
  private static final Map<String, Configuration> SYSTEMS =
      Map.of(
          "windows", Configuration.windows(), "osX", Configuration.osX(), "unix",
          Configuration.unix());

  private static Path directory(String system) throws IOException {
    FileSystem files = Jimfs.newFileSystem(SYSTEMS.get(system));
    return Files
        .createDirectories(files.getPath(system.equals("windows") ? "C:\\work\\t" : "/w/t"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"C:/x", "C:x", "d/C:/x", "a:stream", "nul", "d/con.txt", "a.", "d./x", "d /x",
          "x?"})
  void noNameLeadsOutOfADirectoryOnWindows(String name) throws IOException {
    Path directory = directory("windows");

    assertThatThrownBy(() -> LocalPaths.resolve(directory, name))
        .isInstanceOf(LocalFileException.class)
        .hasMessageStartingWith("'C:\\work\\t' cannot contain the file '" + name + "'");
    for (String system : List.of("unix", "osX")) {
      Path other = directory(system);
      assertThat(LocalPaths.resolve(other, name).toString()).isEqualTo(other + "/" + name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"windows", "osX", "unix"})
  void otherNamesAreBelowTheirDirectory(String system) throws IOException {
    Path directory = directory(system);

    for (String name : List
        .of("a/b.txt", ".hidden", "e\u0301/\u00e9", "\u4e2d", "a b/c", "..links")) {
      Path path = LocalPaths.resolve(directory, name);
      assertThat(path.startsWith(directory)).isTrue();
      assertThat(path.getNameCount())
          .isEqualTo(directory.getNameCount() + name.split("/").length);
    }
  }

  @Test
  void aDirectoryThatIgnoresCaseCannotHaveTwoNames() throws IOException {
    List<UserPath> paths = List.of(new UserPath("a/README"), new UserPath("a/readme"));

    for (String system : List.of("windows", "osX")) {
      Path directory = directory(system);
      assertThatThrownBy(() -> LocalPaths.requireDistinct(directory, paths))
          .isInstanceOf(LocalFileException.class)
          .hasMessageContaining("'a/README' and 'a/readme'");
      assertThat(directory).isEmptyDirectory();
    }
    LocalPaths.requireDistinct(directory("unix"), paths);
  }

  @Test
  void aDirectoryThatIgnoresNormalizationCannotHaveTwoForms() throws IOException {
    List<UserPath> paths = List.of(new UserPath("\u00e9"), new UserPath("e\u0301"));

    assertThatThrownBy(() -> LocalPaths.requireDistinct(directory("osX"), paths))
        .hasMessageContaining("'e\\u0301' and '\u00e9'");
    LocalPaths.requireDistinct(directory("windows"), paths);
    LocalPaths.requireDistinct(directory("unix"), paths);
  }

  /** On Linux, {@code toRealPath} returns the requested name on every file system. */
  @ParameterizedTest
  @ValueSource(strings = {"windows", "osX"})
  void theNameInTheDirectoryIsFoundUnderAnotherSpelling(String system) throws IOException {
    Path directory = directory(system);
    Files.createFile(directory.resolve("Manual.pdf"));
    Files.createFile(directory.resolve("1"));

    assertThat(LocalPaths.listedName(directory, "ManuaL.pdf")).isEqualTo("Manual.pdf");
    assertThat(LocalPaths.listedName(directory, "Manual.pdf")).isEqualTo("Manual.pdf");
    assertThat(LocalPaths.storedName(directory.resolve("ManuaL.pdf"))).isEqualTo("Manual.pdf");
    assertThat(LocalPaths.storedName(directory.resolve("Manual.pdf"))).isEqualTo("Manual.pdf");
    assertThat(LocalPaths.storedName(directory.resolve("1"))).isEqualTo("1");
  }

  @Test
  void anExistingDirectoryOfAnotherNameIsNoticed() throws IOException {
    for (String system : List.of("windows", "osX", "unix")) {
      Path directory = directory(system);
      Files.createDirectories(directory.resolve("Proj/a"));

      LocalPaths.requireExactNames(directory, "Proj", "a", "v1");
      LocalPaths.requireExactNames(directory, "other", "a", "v1");
      if (system.equals("unix")) {
        LocalPaths.requireExactNames(directory, "proj", "a", "v1");
      } else {
        assertThatThrownBy(() -> LocalPaths.requireExactNames(directory, "proj", "A", "v1"))
            .isInstanceOf(LocalFileException.class);
        assertThatThrownBy(() -> LocalPaths.requireExactNames(directory, "proj", "b", "v1"))
            .hasMessageContaining("has the name 'Proj'");
      }
    }
  }
}
