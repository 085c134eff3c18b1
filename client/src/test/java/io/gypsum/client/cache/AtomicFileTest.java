package io.gypsum.client.cache;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AtomicFileTest {
  @TempDir private Path directory;

  @Test
  void aFailedWriteKeepsTheOldFileAndLeavesNoOther() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "old");
    for (AtomicFile writer : new AtomicFile[] {
        AtomicFile.of(file), AtomicFile.of(file).ownerOnly(),
        AtomicFile.of(file).via(directory.resolve("..part"))}) {
      assertThatThrownBy(() -> writer.write(out -> {
        Channels.newOutputStream(out).write("new".getBytes(UTF_8));
        throw new IOException("the connection broke");
      })).hasMessage("the connection broke");
      assertThat(file).hasContent("old");
      assertThat(directory.toFile().list()).containsExactly("file");
    }
  }

  @Test
  void aTemporaryFileOfAKilledProcessIsOverwritten() throws IOException {
    Path temporary = Files.writeString(directory.resolve("..part"), "longer than the new content");
    Path file = directory.resolve("file");
    AtomicFile.of(file)
        .via(temporary)
        .write(
            out -> Channels.newOutputStream(out).write("new".getBytes(UTF_8)));
    assertThat(file).hasContent("new");
    assertThat(directory.toFile().list()).containsExactly("file");
  }

  @Test
  void createsMissingDirectories() {
    AtomicFile.write(directory.resolve("a/b/file"), "new".getBytes(UTF_8));
    assertThat(directory.resolve("a/b/file")).hasContent("new");
  }

  @Test
  void rule11AnOwnerOnlyFileIsRestrictedBeforeItsFirstByte() throws Exception {
    Path file = directory.resolve("new/file");
    Path temporary = directory.resolve("new/temporary");
    AtomicFile.of(file).via(temporary).ownerOnly().write(out -> {
      assertThat(out.size()).isZero();
      assertThat(modeOf(temporary)).isEqualTo("rw-------");
    });
    assertThat(modeOf(file)).isEqualTo("rw-------");
    assertThat(modeOf(file.getParent())).isEqualTo("rwx------");
  }

  /** The mode has to be part of the system call that creates the file; the usual umask would hide a later change here. */
  @Test
  void rule11AnOwnerOnlyFileIsRestrictedUnderAnyUmask() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
            "sh", "-c", "umask 000; exec \"$@\"", "sh", java, "-XX:TieredStopAtLevel=1", "-cp",
            System.getProperty("java.class.path"), CreatesFiles.class.getName(),
            directory.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    assertThat(modeOf(directory.resolve("ordinary"))).isEqualTo("rw-rw-rw-");
    assertThat(output.strip()).isEqualTo("rw-------");
  }

  /** Runs in a process of its own, started by the test above. */
  static final class CreatesFiles {
    private CreatesFiles() {}

    public static void main(String[] args) throws Exception {
      Path directory = Path.of(args[0]);
      Files.createFile(directory.resolve("ordinary"));
      Path temporary = directory.resolve("temporary");
      AtomicFile.of(directory.resolve("private"))
          .via(temporary)
          .ownerOnly()
          .write(
              (FileChannel out) -> System.out.println(modeOf(temporary)));
    }
  }

  private static String modeOf(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
