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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that every public type of the client library has an example, and that all examples work unchanged, as do those of the
 * user guide with the imports that they contain.
 */
@ExtendWith(SharedServer.class)
class JavadocExamplesTest {
  private final TestServer server;
  @TempDir static Path classes;
  @TempDir Path directory;

  JavadocExamplesTest(TestServer server) {
    this.server = server;
  }

  static Stream<JavadocExample> examples() {
    return Stream.concat(
        JavadocExample.all().stream().flatMap(type -> type.examples().stream()),
        JavadocExample.ofGuide().stream());
  }

  static Stream<JavadocExample> examplesThatRunAnywhere() {
    return examples().filter(JavadocExample::runsAnywhere);
  }

  @Test
  void everyPublicTypeHasAnExample() {
    assertThat(JavadocExample.all())
        .filteredOn(type -> type.examples().isEmpty())
        .extracting(JavadocExample.Documented::type)
        .isEmpty();
    assertThat(JavadocExample.all()).hasSizeGreaterThan(15);
    assertThat(JavadocExample.ofGuide()).hasSizeGreaterThan(7);
  }

  @ParameterizedTest
  @MethodSource("examplesThatRunAnywhere")
  void anExampleCompilesAndRuns(JavadocExample example) throws Exception {
    AssetVersion version = AssetVersion.of(server.newProject(), "counts", "v1");
    AssetVersion next = AssetVersion.of(version.project().value(), "counts", "v2");
    Path data = Files.createDirectory(directory.resolve("counts"));
    Files.writeString(data.resolve("table.csv"), "gene,count\n");
    try (GypsumClient gypsum = client()) {
      gypsum.uploadDirectory(version, data);
      Files.writeString(data.resolve("table.csv"), "gene,count\nACTB,17\n");
      run(example, gypsum, version, next, data);
    }
  }

  private GypsumClient client() {
    return GypsumClient.builder()
        .url(server.process().url())
        .token(Users.ADMIN.token())
        .cacheDirectory(directory.resolve("cache"))
        .build();
  }

  /** Compiles all examples together, because a separate compilation of each would take longer than all other tests. */
  @BeforeAll
  static void compile() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (JavadocExample example : examples().toList()) {
      Path source = classes.resolve(example.className() + ".java");
      sources.add(Files.writeString(source, withParameters(example.source())));
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      List<String> options =
          List.of(
              "-d", classes.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
      boolean compiled =
          compiler
              .getTask(
                  problems, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      assertThat(compiled).as("%s", problems).isTrue();
    }
  }

  /** Replaces the server, project and directories of an example with parameters of the enclosing method. */
  private static String withParameters(String source) {
    return source.replaceAll("\"https://gypsum\\.example\\.org(?=[/\"])", "address + \"")
        .replaceAll("\"gypsum://gypsum\\.example\\.org(?=[/\"])", "pathAddress + \"")
        .replaceAll("\"my-project(?=[/\"])", "project + \"")
        .replaceAll("/my-project(?=[/\"])", "/\" + project + \"")
        .replace("Path.of(\"counts\")", "directory")
        .replace("Path.of(\"copy\")", "directory.resolveSibling(\"copy\")")
        .replace("Path.of(\"cache\")", "directory.resolveSibling(\"cache\")");
  }

  private void run(
      JavadocExample example, GypsumClient gypsum, AssetVersion version, AssetVersion next,
      Path data)
      throws Exception {
    String address = server.process().url().toString();
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, JavadocExamplesTest.class.getClassLoader())) {
      Class<?> type = loader.loadClass(example.className());
      type.getMethod(
          "run", GypsumClient.class, AssetVersion.class, AssetVersion.class, Path.class,
          String.class, String.class, String.class, String.class)
          .invoke(
              null, gypsum, version, next, data, Users.ADMIN.token(), address,
              address.replace("http:", "gypsum:"), version.project().value());
    } catch (InvocationTargetException e) {
      throw new AssertionError(example + " failed: " + e.getCause().getMessage(), e.getCause());
    }
  }
}
