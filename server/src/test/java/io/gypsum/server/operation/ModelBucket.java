package io.gypsum.server.operation;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

import io.gypsum.core.document.Lock;
import io.gypsum.server.operation.OperationsModel.Log;
import io.gypsum.server.operation.OperationsModel.Project;
import io.gypsum.server.operation.OperationsModel.Upload;
import io.gypsum.server.operation.OperationsModel.Version;

/** The objects that the bucket of a server contains in the state of an {@link OperationsModel}. */
final class ModelBucket {
  static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final OperationsModel model;
  private final Map<String, Project> projects;
  private final List<Log> logs;

  ModelBucket(OperationsModel model, Map<String, Project> projects, List<Log> logs) {
    this.model = model;
    this.projects = projects;
    this.logs = logs;
  }

  /**
   * Returns the content of every key, with UTF-8 bytes as characters of the same value. Locks are represented by hash, asset and version; change logs by time and content.
   *
   * @param token returns the token of a session
   */
  SortedMap<String, String> objects(Function<Integer, String> token) {
    SortedMap<String, String> bucket = new TreeMap<>();
    projects.forEach((name, project) -> {
      bucket.put(
          name + "/..permissions",
          ModelJson.object(
              "owners", ModelJson.array(project.owners.stream().map(ModelJson::string).toList()),
              "uploaders",
              ModelJson.array(project.uploaders.stream().map(ModelJson::uploader).toList())));
      bucket.put(
          name + "/..quota",
          ModelJson.object(
              "baseline", project.baselineText, "growth_rate",
              String.valueOf(project.growth), "year", String.valueOf(project.year)));
      bucket.put(name + "/..usage", ModelJson.object("total", String.valueOf(project.usage)));
      project.assets.forEach((asset, versions) -> {
        model.latest(name, asset)
            .ifPresent(
                latest -> bucket.put(
                    name + "/" + asset + "/..latest",
                    ModelJson.object("version", ModelJson.string(latest))));
        versions.forEach(
            (version, content) -> put(bucket, name + "/" + asset + "/" + version, content));
      });
      Upload running = project.running;
      if (running != null) {
        String session = Lock.hash(token.apply(running.session));
        put(bucket, name + "/" + running.asset + "/" + running.versionName, running.version);
        running.version.received.forEach(
            (staged, content) -> bucket.put(
                "..arrivals/" + name + "/" + session.replace('/', '_') + "/" + staged, content));
        bucket.put(
            name + "/..LOCK",
            session + " " + running.asset + " "
                + running.versionName);
      }
    });
    for (String log : logLines()) {
      bucket.merge("..logs " + log, "1", (a, b) -> a + b);
    }
    SortedMap<String, String> bytes = new TreeMap<>();
    bucket.forEach(
        (key, content) -> bytes.put(
            key,
            new String(content.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)));
    return bytes;
  }

  private List<String> logLines() {
    return logs.stream().map(log -> TIME.format(log.time()) + " " + log.json()).toList();
  }

  private static void put(SortedMap<String, String> bucket, String key, Version version) {
    List<String> summary = new ArrayList<>();
    summary.addAll(List.of("upload_user_id", ModelJson.string(version.user)));
    summary.addAll(List.of("upload_start", ModelJson.string(TIME.format(version.start))));
    if (version.finish != null) {
      summary.addAll(List.of("upload_finish", ModelJson.string(TIME.format(version.finish))));
    }
    if (version.finish == null || version.probation) {
      summary.addAll(List.of("on_probation", String.valueOf(version.probation)));
    }
    bucket.put(key + "/..summary", ModelJson.object(summary.toArray(String[]::new)));
    Map<String, String> manifest = new LinkedHashMap<>();
    Map<String, Map<String, String>> links = new TreeMap<>();
    version.files.forEach((path, file) -> {
      String link = file.target() == null ? null : ModelJson.link(file);
      manifest.put(
          path,
          link == null
              ? ModelJson.object(
                  "size", String.valueOf(file.size()), "md5sum", ModelJson.string(file.md5()))
              : ModelJson.object(
                  "size", String.valueOf(file.size()), "md5sum", ModelJson.string(file.md5()),
                  "link",
                  link));
      if (link == null && version.finish != null) {
        bucket.put(key + "/" + path, version.received.get(file.staged()));
      }
      if (link != null && version.finish != null) {
        int slash = path.lastIndexOf('/');
        links.computeIfAbsent(path.substring(0, slash + 1), d -> new LinkedHashMap<>())
            .put(path.substring(slash + 1), link);
      }
    });
    bucket.put(key + "/..manifest", ModelJson.object(manifest));
    links.forEach(
        (directory, names) -> bucket
            .put(key + "/" + directory + "..links", ModelJson.object(names)));
  }
}
