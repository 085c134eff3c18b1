package io.gypsum.e2e.client;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import io.gypsum.client.GypsumClient;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the Javadoc of the client library shows works as it stands there. */
@ExtendWith(SharedServer.class)
class JavadocExamplesTest {
  private final TestServer server;
  @TempDir Path directory;

  JavadocExamplesTest(TestServer server) {
    this.server = server;
  }

  static Stream<Example> examples() {
    return Example.all().stream().flatMap(type -> type.examples().stream());
  }

  @Test
  void everyPublicTypeHasAnExample() {
    assertThat(Example.all())
        .filteredOn(type -> type.examples().isEmpty())
        .extracting(Example.Documented::type)
        .isEmpty();
    assertThat(Example.all()).hasSizeGreaterThan(15);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anExampleCompilesAndRuns(Example example) throws Exception {
    AssetVersion version = AssetVersion.of(server.newProject(), "counts", "v1");
    AssetVersion next = AssetVersion.of(version.project().value(), "counts", "v2");
    Path data = Files.createDirectory(directory.resolve("counts"));
    Files.writeString(data.resolve("table.csv"), "gene,count\n");
    try (GypsumClient gypsum = client()) {
      gypsum.uploadDirectory(version, data);
      Files.writeString(data.resolve("table.csv"), "gene,count\nACTB,17\n");
      run(example, compile(example, version), gypsum, version, next, data);
    }
  }

  private GypsumClient client() {
    return GypsumClient.builder()
        .url(server.process().url())
        .token(Users.ADMIN.token())
        .cacheDirectory(directory.resolve("cache"))
        .build();
  }

  private Path compile(Example example, AssetVersion version) throws IOException {
    Path classes = Files.createDirectory(directory.resolve("classes"));
    Path source = directory.resolve(example.className() + ".java");
    Files.writeString(source, here(example.source(), version));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      List<String> options =
          List.of(
              "-d", classes.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
      boolean compiled =
          compiler
              .getTask(said, files, null, options, null, files.getJavaFileObjects(source))
              .call();
      assertThat(compiled).as("%s: %s", example, said).isTrue();
    }
    return classes;
  }

  /** With the server, version and directories of this test. */
  private String here(String source, AssetVersion version) {
    String address = server.process().url().toString();
    return source.replace("https://gypsum.example.org", address)
        .replace("gypsum://gypsum.example.org", address.replace("http:", "gypsum:"))
        .replace("my-project", version.project().value())
        .replace("Path.of(\"counts\")", "directory")
        .replace("Path.of(\"copy\")", "directory.resolveSibling(\"copy\")")
        .replace("Path.of(\"cache\")", "directory.resolveSibling(\"cache\")");
  }

  private static void run(
      Example example, Path classes, GypsumClient gypsum, AssetVersion version, AssetVersion next,
      Path data) throws Exception {
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, JavadocExamplesTest.class.getClassLoader())) {
      Class<?> type = loader.loadClass(example.className());
      List<Class<?>> parameters =
          new ArrayList<>(
              List.of(
                  GypsumClient.class, AssetVersion.class, AssetVersion.class, Path.class,
                  String.class));
      type.getMethod("run", parameters.toArray(Class[]::new))
          .invoke(null, gypsum, version, next, data, Users.ADMIN.token());
    } catch (InvocationTargetException e) {
      throw new AssertionError(example + " failed: " + e.getCause().getMessage(), e.getCause());
    }
  }
}
