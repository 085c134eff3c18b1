package io.gypsum.client;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The fluent requests offer the options of the methods of {@link GypsumClient}, and no others. */
class OptionsTest {
  private static final Map<String, List<String>> UPLOAD = Map.of(
      "withDeduplication", List.of("withoutDeduplication"),
      "withLinks", List.of("links"),
      "withAllowEmpty", List.of("allowEmpty"),
      "withExcludes", List.of("excludes", "exclude"),
      "withFollowOutside", List.of("refuseOutsideLinks"),
      "withProbation", List.of("onProbation"),
      "withConcurrency", List.of("concurrency"),
      "withProgress", List.of("progress"),
      // Contains the options of PrepareOptions.
      "withPrepare", List.of());
  private static final Map<String, List<String>> DOWNLOAD = Map.of(
      "withFiles", List.of("include", "exclude", "folder"),
      "withOverwrite", List.of("overwrite"),
      "withVerify", List.of("verify"),
      "withRelink", List.of("withoutRelinking"),
      "withConcurrency", List.of("concurrency"),
      "withProgress", List.of("progress"));

  @Test
  void anUploadHasTheOptionsOfUploadDirectory() {
    assertThat(options(UploadOptions.class, PrepareOptions.class, StartOptions.class))
        .isEqualTo(new TreeSet<>(UPLOAD.keySet()));
    assertThat(setters(VersionUpload.class)).isEqualTo(values(UPLOAD));
  }

  @Test
  void aDownloadHasTheOptionsOfSaveVersionAndDownloadVersion() {
    assertThat(options(SaveOptions.class, DownloadOptions.class))
        .isEqualTo(new TreeSet<>(DOWNLOAD.keySet()));
    TreeSet<String> expected = values(DOWNLOAD);
    // Decides which of the two methods is called.
    expected.add("to");
    assertThat(setters(VersionDownload.class)).isEqualTo(expected);
  }

  /** For example, {@code saveFile(AssetVersion, UserPath, SaveOptions)} is {@code RemoteVersion.saveFile(String, SaveOptions)}. */
  @Test
  void eachMethodOfAVersionThatHasOptionsAcceptsThem() {
    Map<String, Class<?>> expected = new TreeMap<>(
        Map.of(
            "saveFile", SaveOptions.class, "diff", PrepareOptions.class, "cloneTo",
            CloneOptions.class));
    Map<String, Class<?>> found = new TreeMap<>();
    for (Method method : RemoteVersion.class.getMethods()) {
      for (Class<?> parameter : method.getParameterTypes()) {
        if (parameter.getSimpleName().endsWith("Options")) {
          found.put(method.getName(), parameter);
        }
      }
    }
    assertThat(found).isEqualTo(expected);
  }

  private static TreeSet<String> options(Class<?>... types) {
    TreeSet<String> names = new TreeSet<>();
    for (Class<?> type : types) {
      names.addAll(setters(type));
    }
    return names;
  }

  /** Returns the names of the methods that return the type itself. */
  private static TreeSet<String> setters(Class<?> type) {
    TreeSet<String> names = new TreeSet<>();
    Arrays.stream(type.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()))
        .filter(method -> method.getReturnType() == type)
        .forEach(method -> names.add(method.getName()));
    return names;
  }

  private static TreeSet<String> values(Map<String, List<String>> setters) {
    TreeSet<String> names = new TreeSet<>();
    setters.values().forEach(names::addAll);
    return names;
  }
}
