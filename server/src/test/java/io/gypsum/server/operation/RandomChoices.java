package io.gypsum.server.operation;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

import io.gypsum.core.decision.User;
import io.gypsum.server.testing.Files;
import io.gypsum.server.testing.TestClock;

/** Random arguments for the next request; most of them are valid. */
final class RandomChoices {
  static final List<String> PROJECTS = List.of("p", "pq", "q");
  static final List<String> ASSETS = List.of("a", "ab", "ü+ %41");
  static final List<String> VERSIONS = List.of("1", "2", "3", "10", "v", "w", ".1", "é");
  static final List<String> PATHS =
      List.of(
          "a.txt", "b.txt", "d/a.txt", "d/e/c.txt", "d/e/é \"q\".json", "z", "links", "d2/x");
  static final List<String> WRONG_PATHS =
      List.of("..a", "d/..x", "x//y", "/x", "x/", "a\\b", "", ".", "d", "a.txt/x");
  static final List<String> CONTENTS =
      List.of("", "a", "bb", "cc", "some longer content", "x".repeat(300), "é");
  static final List<User> USERS =
      List.of(
          new User("admin", Set.of(), false),
          new User("root", Set.of("lab"), true),
          new User("ann", Set.of("lab"), false),
          new User("bob", Set.of("core", "lab2"), false),
          new User("una", Set.of(), false),
          new User("uma", Set.of("core"), false),
          new User("eve", Set.of(), false));
  static final List<String> IDS = List.of("ann", "lab", "core", "una", "uma", "none");

  final Random random;
  private final OperationsModel model;
  private final TestClock clock;

  RandomChoices(Random random, OperationsModel model, TestClock clock) {
    this.random = random;
    this.model = model;
    this.clock = clock;
  }

  <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  Duration someTime() {
    int dice = random.nextInt(1000);
    if (dice < 100) {
      return Duration.ZERO;
    }
    if (dice < 960) {
      return Duration.ofMillis(random.nextInt(5000));
    }
    if (dice < 985) {
      return Duration.ofMinutes(random.nextInt(180));
    }
    return dice < 997 ? Duration.ofHours(random.nextInt(60)) : Duration.ofDays(300);
  }

  String someProject() {
    return chance(1) ? pick(List.of("..p", "", "a/b", "none")) : pick(PROJECTS);
  }

  String someAsset() {
    return pick(ASSETS);
  }

  String[] someVersion(boolean probational) {
    List<String[]> versions = model.versions(probational);
    return versions.isEmpty() || chance(15)
        ? new String[] {pick(PROJECTS), someAsset(), pick(VERSIONS)}
        : pick(versions);
  }

  int someSession() {
    List<Integer> running = model.runningSessions();
    if (!running.isEmpty() && chance(90)) {
      return pick(running);
    }
    return model.sessions() == 0 ? -1 : random.nextInt(model.sessions());
  }

  User manager() {
    return chance(60) ? USERS.get(0) : pick(USERS);
  }

  List<String> owners() {
    return random.ints(random.nextInt(3), 0, IDS.size()).mapToObj(IDS::get).toList();
  }

  List<OperationsModel.Uploader> uploaders() {
    List<OperationsModel.Uploader> uploaders = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      Instant until =
          clock.instant()
              .plus(Duration.ofHours(random.nextInt(400) - 40))
              .truncatedTo(ChronoUnit.SECONDS);
      uploaders.add(
          new OperationsModel.Uploader(
              pick(IDS),
              chance(30) ? someAsset() : null,
              chance(20) ? pick(VERSIONS) : null,
              chance(30) ? until : null,
              chance(60) ? (Boolean) chance(50) : null));
    }
    return uploaders;
  }

  List<OperationsModel.Declared> declared(String[] version) {
    List<String> paths = new ArrayList<>(PATHS);
    Collections.shuffle(paths, random);
    List<OperationsModel.Declared> files = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      String path =
          chance(2) ? pick(WRONG_PATHS) : chance(2) ? pick(PATHS) : paths.remove(0);
      files.add(chance(20) ? link(path, version) : own(path));
    }
    return files;
  }

  private OperationsModel.Declared own(String path) {
    String content = pick(CONTENTS);
    long size = Files.bytes(content).length;
    return new OperationsModel.Declared(
        chance(50) ? "simple" : "dedup", path, chance(1) ? size + 1 : size,
        Files.md5(chance(1) ? "other" : content), null);
  }

  private OperationsModel.Declared link(String path, String[] version) {
    List<OperationsModel.Address> known = model.files();
    OperationsModel.Address target;
    if (!known.isEmpty() && chance(90)) {
      target = pick(known);
    } else if (chance(10)) {
      target = new OperationsModel.Address(version[0], version[1], version[2], pick(PATHS));
    } else {
      target =
          new OperationsModel.Address(pick(PROJECTS), someAsset(), pick(VERSIONS), pick(PATHS));
    }
    return new OperationsModel.Declared("link", path, 0, "", target);
  }
}
