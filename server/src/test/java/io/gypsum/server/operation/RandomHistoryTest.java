package io.gypsum.server.operation;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.Lock;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.testing.BucketState;
import io.gypsum.server.testing.FastDirectory;
import io.gypsum.server.testing.Files;
import io.gypsum.server.testing.Session;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestServer;
import io.gypsum.store.Store;
import io.gypsum.store.disk.DiskStore;
import io.gypsum.store.memory.MemoryStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Thousands of requests by many users, right and wrong ones, to two servers over one store: each must be answered as the
 * model answers, and now and then the whole bucket must be what the model says it is.
 */
class RandomHistoryTest {
  private static final int OPERATIONS = 10_000;
  private static final int OPERATIONS_BETWEEN_LOOKS = 250;

  @Test
  void aMemoryStoreAnswersAsTheModel() {
    long seed = seed();
    try (Store store = new MemoryStore()) {
      new History(store, seed).run();
    }
  }

  @Test
  void aDiskStoreAnswersAsTheModel(@TempDir(factory = FastDirectory.class) Path directory) {
    long seed = seed();
    try (Store store = DiskStore.open(directory)) {
      new History(store, seed).run();
    }
  }

  /** A failure names it; give it as system property {@code history.seed} to see the same again. */
  private static long seed() {
    return Long.getLong("history.seed", new Random().nextLong());
  }

  /** What a client knows of an address that it asked for. */
  private record Ticket(int session, String path, Instant expires, String text) {}

  private static final class History {
    private static final List<String> PROJECTS = List.of("p", "pq", "q");
    private static final List<String> ASSETS = List.of("a", "ab", "ü+ %41");
    private static final List<String> VERSIONS = List.of("1", "2", "3", "10", "v", "w", ".1", "é");
    private static final List<String> PATHS =
        List.of(
            "a.txt", "b.txt", "d/a.txt", "d/e/c.txt", "d/e/é \"q\".json", "z", "links", "d2/x");
    private static final List<String> WRONG_PATHS =
        List.of("..a", "d/..x", "x//y", "/x", "x/", "a\\b", "", ".", "d", "a.txt/x");
    private static final List<String> CONTENTS =
        List.of("", "a", "bb", "cc", "some longer content", "x".repeat(300), "é");
    private static final List<User> USERS =
        List.of(
            new User("admin", Set.of(), false),
            new User("root", Set.of("lab"), true),
            new User("ann", Set.of("lab"), false),
            new User("bob", Set.of("core", "lab2"), false),
            new User("una", Set.of(), false),
            new User("uma", Set.of("core"), false),
            new User("eve", Set.of(), false));
    private static final List<String> IDS = List.of("ann", "lab", "core", "una", "uma", "none");

    private final Store store;
    private final long seed;
    private final Random random;
    private final TestClock clock = new TestClock();
    private final List<TestServer> servers;
    private final Model model = new Model();
    private final List<Session> sessions = new ArrayList<>();
    private final List<Ticket> tickets = new ArrayList<>();
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final Deque<String> recent = new ArrayDeque<>();
    private String operation = "";

    History(Store store, long seed) {
      this.store = store;
      this.seed = seed;
      this.random = new Random(seed);
      SigningKey key = SigningKey.random();
      servers = List.of(new TestServer(store, clock, key), new TestServer(store, clock, key));
    }

    void run() {
      for (int i = 1; i <= OPERATIONS; i++) {
        model.at(clock.instant());
        step();
        if (i % OPERATIONS_BETWEEN_LOOKS == 0) {
          compareBuckets(i);
        }
        clock.advance(someTime());
      }
      assertManyOfEachKind();
    }

    private void step() {
      int dice = random.nextInt(1000);
      if (dice < 120) {
        start();
      } else if (dice < 500) {
        sendMissing();
      } else if (dice < 620) {
        completeRunning();
      } else if (dice < 640) {
        abort(someSession());
      } else if (dice < 690) {
        presign();
      } else if (dice < 750) {
        receive();
      } else if (dice < 780) {
        completeSomehow();
      } else if (dice < 830) {
        decide();
      } else if (dice < 875) {
        remove();
      } else if (dice < 905) {
        create();
      } else if (dice < 945) {
        permissions();
      } else if (dice < 960) {
        quota();
      } else if (dice < 980) {
        refresh();
      } else if (dice < 985) {
        unlock();
      } else {
        maintain();
      }
    }

    // Choosing.

    private <T> T pick(List<T> from) {
      return from.get(random.nextInt(from.size()));
    }

    private boolean chance(int percent) {
      return random.nextInt(100) < percent;
    }

    private TestServer server() {
      return pick(servers);
    }

    private Duration someTime() {
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

    private String someProject() {
      return chance(1) ? pick(List.of("..p", "", "a/b", "none")) : pick(PROJECTS);
    }

    private String someAsset() {
      return pick(ASSETS);
    }

    private String[] someVersion(boolean probational) {
      List<String[]> versions = model.versions(probational);
      return versions.isEmpty() || chance(15)
          ? new String[] {pick(PROJECTS), someAsset(), pick(VERSIONS)}
          : pick(versions);
    }

    /** Whether there is something to go on with; if not, mostly begins something. */
    private boolean isRunning() {
      if (model.runningSessions().isEmpty() && chance(90)) {
        start();
        return false;
      }
      return true;
    }

    private int someSession() {
      List<Integer> running = model.runningSessions();
      if (!running.isEmpty() && chance(90)) {
        return pick(running);
      }
      return model.sessions() == 0 ? -1 : random.nextInt(model.sessions());
    }

    private User manager() {
      return chance(60) ? USERS.get(0) : pick(USERS);
    }

    // Doing, in the server and in the model.

    private void both(String what, Supplier<String> real, Supplier<String> modelled) {
      String expected = Model.outcome(modelled);
      expect(what, real, Set.of(expected));
    }

    private String expect(String what, Supplier<String> real, Set<String> expected) {
      operation = clock.instant() + " " + what;
      recent.addLast(operation);
      if (recent.size() > 25) {
        recent.removeFirst();
      }
      String answer;
      try {
        answer = (Model.OK + " " + real.get()).strip();
      } catch (GypsumException e) {
        answer = e.kind().name();
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + operation, e);
      }
      assertThat(answer)
          .as("seed %s, after:%n%s%n", seed, String.join("\n", recent))
          .isIn(expected);
      outcomes.merge(
          what.substring(0, what.indexOf(' ')) + " " + answer.split(" ")[0], 1,
          Integer::sum);
      return answer;
    }

    private static AssetVersion version(String[] address) {
      return AssetVersion.of(address[0], address[1], address[2]);
    }

    private static String show(String[] address) {
      return String.join("/", address);
    }

    private void create() {
      User user = manager();
      String project = someProject();
      List<String> owners = owners();
      List<Model.Uploader> uploaders = uploaders();
      Long baseline = chance(50) ? (long) random.nextInt(3000) : null;
      Long growth = baseline == null ? null : (long) random.nextInt(2000);
      both(
          "create " + project + " by " + user.login(),
          () -> {
            TestServer server = server();
            server.env.access().requireAdministrator(user);
            server.projects.create(
                user, new ProjectName(project),
                TestServer.permissions(permissionsJson(owners, uploaders)),
                TestServer.quota(quotaJson(baseline, growth, null)));
            return "";
          },
          () -> model.create(user, project, owners, uploaders, baseline, growth));
    }

    private List<String> owners() {
      return random.ints(random.nextInt(3), 0, IDS.size()).mapToObj(IDS::get).toList();
    }

    private List<Model.Uploader> uploaders() {
      List<Model.Uploader> uploaders = new ArrayList<>();
      for (int i = random.nextInt(5); i > 0; i--) {
        Instant until =
            clock.instant()
                .plus(Duration.ofHours(random.nextInt(400) - 40))
                .truncatedTo(ChronoUnit.SECONDS);
        uploaders.add(
            new Model.Uploader(
                pick(IDS),
                chance(30) ? someAsset() : null,
                chance(20) ? pick(VERSIONS) : null,
                chance(30) ? until : null,
                chance(60) ? (Boolean) chance(50) : null));
      }
      return uploaders;
    }

    private static String permissionsJson(
        @Nullable List<String> owners, @Nullable List<Model.Uploader> uploaders) {
      List<String> properties = new ArrayList<>();
      if (uploaders != null) {
        properties.add("uploaders");
        properties.add(Model.array(uploaders.stream().map(Model::json).toList()));
      }
      if (owners != null) {
        properties.add("owners");
        properties.add(Model.array(owners.stream().map(Model::string).toList()));
      }
      return Model.object(properties.toArray(String[]::new));
    }

    private static String quotaJson(
        @Nullable Long baseline, @Nullable Long growth, @Nullable Integer year) {
      List<String> properties = new ArrayList<>();
      if (baseline != null) {
        properties.addAll(List.of("baseline", baseline + ".5"));
      }
      if (growth != null) {
        properties.addAll(List.of("growth_rate", String.valueOf(growth)));
      }
      if (year != null) {
        properties.addAll(List.of("year", String.valueOf(year)));
      }
      return Model.object(properties.toArray(String[]::new));
    }

    private void permissions() {
      User user = manager();
      String project = someProject();
      List<String> owners = chance(50) ? owners() : null;
      List<Model.Uploader> uploaders = chance(80) ? uploaders() : null;
      String json = permissionsJson(owners, uploaders);
      both(
          "permissions " + project + " by " + user.login() + ": " + json,
          () -> {
            TestServer server = server();
            ProjectName name = new ProjectName(project);
            server.projects.requireManager(user, name);
            server.projects.setPermissions(user, name, TestServer.permissions(json));
            return "";
          },
          () -> model.setPermissions(user, project, owners, uploaders));
    }

    private void quota() {
      User user = manager();
      String project = someProject();
      Long baseline = chance(50) ? (long) random.nextInt(4000) : null;
      Long growth = chance(50) ? (long) random.nextInt(2000) : null;
      Integer year = chance(50) ? (Integer) (2024 + random.nextInt(8)) : null;
      String json = quotaJson(baseline, growth, year);
      both(
          "quota " + project + " by " + user.login() + ": " + json,
          () -> {
            TestServer server = server();
            server.env.access().requireAdministrator(user);
            server.projects.setQuota(new ProjectName(project), TestServer.quota(json));
            return "";
          },
          () -> model.setQuota(user, project, baseline, growth, year));
    }

    private void start() {
      User user = chance(30) ? USERS.get(0) : pick(USERS);
      String[] version = {someProject(), someAsset(), pick(VERSIONS)};
      boolean probation = chance(20);
      List<Model.Declared> files = declared(version);
      String body =
          Files.body(
              probation, files.stream().map(History::json).toArray(String[]::new));
      Session[] session = new Session[1];
      String answer = Model.outcome(
          () -> model.start(user, version[0], version[1], version[2], probation, files));
      expect(
          "start " + show(version) + " by " + user.login() + ": " + body,
          () -> {
            session[0] = start(server(), user, version, body);
            return String.join(" ", session[0].slugs().keySet());
          },
          Set.of(answer));
      if (session[0] != null) {
        sessions.add(session[0]);
      }
    }

    private static Session start(TestServer server, User user, String[] version, String body) {
      // Names with other characters than a slash only.
      AssetVersion parsed = version(version);
      return server.start(user, parsed.toString(), body);
    }

    private List<Model.Declared> declared(String[] version) {
      List<String> paths = new ArrayList<>(PATHS);
      Collections.shuffle(paths, random);
      List<Model.Declared> files = new ArrayList<>();
      for (int i = random.nextInt(5); i > 0; i--) {
        String path =
            chance(2) ? pick(WRONG_PATHS) : chance(2) ? pick(PATHS) : paths.remove(0);
        files.add(chance(20) ? link(path, version) : own(path));
      }
      return files;
    }

    private Model.Declared own(String path) {
      String content = pick(CONTENTS);
      long size = Files.bytes(content).length;
      return new Model.Declared(
          chance(50) ? "simple" : "dedup", path, chance(1) ? size + 1 : size,
          Files.md5(chance(1) ? "other" : content), null);
    }

    private Model.Declared link(String path, String[] version) {
      List<Model.Address> known = model.files();
      Model.Address target;
      if (!known.isEmpty() && chance(90)) {
        target = pick(known);
      } else if (chance(10)) {
        target = new Model.Address(version[0], version[1], version[2], pick(PATHS));
      } else {
        target =
            new Model.Address(pick(PROJECTS), someAsset(), pick(VERSIONS), pick(PATHS));
      }
      return new Model.Declared("link", path, 0, "", target);
    }

    private static String json(Model.Declared file) {
      Model.Address target = file.target();
      if (target == null) {
        return Model.object(
            "type", Model.string(file.type()), "path", Model.string(file.path()), "size",
            String.valueOf(file.size()), "md5sum", Model.string(file.md5()));
      }
      return Model.object(
          "type", Model.string("link"), "link",
          Model.object(
              "project", Model.string(target.project()), "asset", Model.string(target.asset()),
              "version", Model.string(target.version()), "path", Model.string(target.path())),
          "path", Model.string(file.path()));
    }

    /** As a good client: the next file that is missing. */
    private void sendMissing() {
      if (!isRunning()) {
        return;
      }
      int session = someSession();
      if (session < 0) {
        return;
      }
      List<String> missing = model.missingPathsOf(session);
      if (missing.isEmpty()) {
        completeRunning();
        return;
      }
      String path = pick(missing);
      Ticket ticket = presign(session, path, session);
      if (ticket != null) {
        receive(
            ticket, contentOf(session, path), model.md5Of(session, path),
            model.sizeOf(session, path));
      }
    }

    /** The content that was announced, or any when that was a lie. */
    private String contentOf(int session, String path) {
      return CONTENTS.stream()
          .filter(content -> Files.md5(content).equals(model.md5Of(session, path)))
          .findFirst()
          .orElse("");
    }

    private void presign() {
      int session = someSession();
      if (session < 0 || model.pathsOf(session).isEmpty()) {
        return;
      }
      String path = pick(model.pathsOf(session));
      if (chance(10)) {
        expect(
            "presign nonsense", () -> server().presign(
                pick(
                    List.of("", "x", "????", "YWJj")),
                sessions.get(session).token()),
            Set.of(Kind.INVALID.name()));
      } else if (chance(10)) {
        byte[] forged =
            Base64.getUrlDecoder().decode(sessions.get(session).slugs().get(path));
        forged[random.nextInt(forged.length)] ^= (byte) (1 << random.nextInt(8));
        expect(
            "presign forged", () -> server().presign(
                Base64.getUrlEncoder().encodeToString(forged), sessions.get(session).token()),
            Set.of(Kind.FORBIDDEN.name()));
      } else {
        presign(session, path, chance(70) ? session : someSession());
      }
    }

    private @Nullable Ticket presign(int slugSession, String path, int session) {
      String[] text = new String[1];
      both(
          "presign " + path + " of session " + slugSession + " with the token of " + session,
          () -> {
            text[0] =
                server().presign(
                    sessions.get(slugSession).slugs().get(path), sessions.get(session).token());
            return "";
          },
          () -> model.presign(slugSession, session));
      if (text[0] == null) {
        return null;
      }
      Instant expires =
          clock.instant().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);
      Ticket ticket = new Ticket(slugSession, path, expires, text[0]);
      tickets.add(ticket);
      return ticket;
    }

    private void receive() {
      if (tickets.isEmpty()) {
        return;
      }
      Ticket ticket =
          chance(60)
              ? tickets.get(tickets.size() - 1 - random.nextInt(Math.min(5, tickets.size())))
              : pick(tickets);
      String content =
          chance(60) ? contentOf(ticket.session(), ticket.path()) : pick(CONTENTS);
      String md5 =
          chance(80)
              ? model.md5Of(ticket.session(), ticket.path())
              : chance(50) ? null
              : Files.md5(pick(CONTENTS));
      long length =
          chance(60)
              ? Files.bytes(content).length
              : chance(60) ? model.sizeOf(ticket.session(), ticket.path())
              : -1;
      receive(ticket, content, md5, length);
    }

    private void receive(Ticket ticket, String content, @Nullable String md5, long length) {
      String header =
          md5 == null ? null : Base64.getEncoder().encodeToString(HexFormat.of().parseHex(md5));
      boolean again = model.hasArrived(ticket.session(), ticket.path());
      String answer =
          Model.outcome(
              () -> model.receive(
                  ticket.session(), ticket.path(), ticket.expires(), md5, length, content));
      // A store need not read what it does not write.
      Set<String> expected =
          again && answer.equals(Kind.INVALID.name())
              ? Set.of(answer, Model.OK)
              : Set.of(answer);
      expect(
          "receive " + ticket.path() + " of session " + ticket.session() + ": '" + content
              + "', " + md5 + ", " + length,
          () -> {
            server().files.receive(
                ticket.text(), header, length, new ByteArrayInputStream(Files.bytes(content)));
            return "";
          },
          expected);
    }

    private void completeRunning() {
      if (!isRunning()) {
        return;
      }
      int session = someSession();
      if (session >= 0) {
        complete(session, model.addressOf(session));
      }
    }

    private void completeSomehow() {
      int session = someSession();
      if (session < 0) {
        return;
      }
      int other = someSession();
      if (chance(10)) {
        String[] version = model.addressOf(session);
        expect(
            "complete with a token that is none",
            () -> {
              server().completion.complete(version(version), "not-a-token");
              return "";
            },
            Set.of(Kind.FORBIDDEN.name()));
      } else if (chance(30)) {
        abort(session, model.addressOf(other));
      } else {
        complete(session, chance(50) ? someVersion(false) : model.addressOf(other));
      }
    }

    private void complete(int session, String[] version) {
      both(
          "complete " + show(version) + " with the token of " + session,
          () -> {
            server().completion.complete(version(version), sessions.get(session).token());
            return "";
          },
          () -> model.complete(session, version[0], version[1], version[2]));
    }

    private void abort(int session) {
      if (session >= 0) {
        abort(session, model.addressOf(session));
      }
    }

    private void abort(int session, String[] version) {
      both(
          "abort " + show(version) + " with the token of " + session,
          () -> {
            server().uploads.abort(version(version), sessions.get(session).token());
            return "";
          },
          () -> model.abort(session, version[0], version[1], version[2]));
    }

    private void decide() {
      User user = chance(40) ? USERS.get(0) : pick(USERS);
      String[] version = someVersion(chance(80));
      if (chance(60)) {
        both(
            "approve " + show(version) + " by " + user.login(),
            () -> {
              server().probation.approve(user, version(version));
              return "";
            },
            () -> model.approve(user, version[0], version[1], version[2]));
      } else {
        both(
            "reject " + show(version) + " by " + user.login(),
            () -> {
              server().probation.reject(user, version(version));
              return "";
            },
            () -> model.reject(user, version[0], version[1], version[2]));
      }
    }

    private void remove() {
      User user = manager();
      String[] version = someVersion(false);
      int dice = random.nextInt(100);
      if (dice < 75) {
        both(
            "remove-version " + show(version) + " by " + user.login(),
            () -> {
              TestServer server = server();
              server.env.access().requireAdministrator(user);
              server.removal.removeVersion(user, version(version));
              return "";
            },
            () -> model.removeVersion(user, version[0], version[1], version[2]));
      } else if (dice < 95) {
        both(
            "remove-asset " + version[0] + "/" + version[1] + " by " + user.login(),
            () -> {
              TestServer server = server();
              server.env.access().requireAdministrator(user);
              server.removal.removeAsset(user, version(version).projectAsset());
              return "";
            },
            () -> model.removeAsset(user, version[0], version[1]));
      } else {
        both(
            "remove-project " + version[0] + " by " + user.login(),
            () -> {
              TestServer server = server();
              server.env.access().requireAdministrator(user);
              server.removal.removeProject(user, new ProjectName(version[0]));
              return "";
            },
            () -> model.removeProject(user, version[0]));
      }
    }

    private void refresh() {
      User user = manager();
      String project = pick(PROJECTS);
      String asset = someAsset();
      if (chance(50)) {
        both(
            "refresh-latest " + project + "/" + asset,
            () -> {
              TestServer server = server();
              server.env.access().requireAdministrator(user);
              ProjectAsset where =
                  new ProjectAsset(new ProjectName(project), new AssetName(asset));
              return server.refresh.latest(user, where)
                  .map(latest -> latest.version().value())
                  .orElse("");
            },
            () -> model.refreshLatest(user, project, asset));
      } else {
        both(
            "refresh-usage " + project,
            () -> {
              TestServer server = server();
              server.env.access().requireAdministrator(user);
              return String.valueOf(
                  server.refresh.usage(user, new ProjectName(project)).totalBytes());
            },
            () -> model.refreshUsage(user, project));
      }
    }

    private void unlock() {
      User user = pick(USERS);
      String project = someProject();
      both(
          "unlock " + project + " by " + user.login(),
          () -> {
            server().projects.unlock(user, new ProjectName(project));
            return "";
          },
          () -> model.unlock(user, project));
    }

    private void maintain() {
      both("settle all", () -> {
        server().abandonedLocks.settleAll();
        return "";
      }, model::settleAll);
      both("remove-logs ", () -> {
        int _ = server().changeLogs.removeOld();
        return "";
      }, model::removeOldLogs);
    }

    // Comparing.

    private void compareBuckets(int operations) {
      model.assertSane();
      SortedMap<String, String> actual = actualBucket();
      SortedMap<String, String> expected =
          model.bucket(session -> sessions.get(session).token());
      assertThat(
          new TreeMap<>(
              Map.of(
                  "missing or changed", without(expected, actual), "not expected",
                  without(actual, expected))))
          .as(
              "seed %s, after %s operations, the last of them:%n%s%n", seed, operations,
              String.join("\n", recent))
          .allSatisfy((what, objects) -> assertThat(objects).isEmpty());
    }

    private static SortedMap<String, String> without(
        SortedMap<String, String> all, SortedMap<String, String> known) {
      SortedMap<String, String> rest = new TreeMap<>(all);
      rest.entrySet().removeAll(known.entrySet());
      return rest;
    }

    private SortedMap<String, String> actualBucket() {
      SortedMap<String, String> bucket = new TreeMap<>();
      BucketState.of(store).forEach((key, content) -> {
        if (key.startsWith("..logs/")) {
          String time = key.substring("..logs/".length(), key.lastIndexOf('_'));
          String line =
              new String(content.getBytes(ISO_8859_1), UTF_8);
          bucket.merge("..logs " + time + " " + line, "1", (a, b) -> a + b);
        } else if (key.endsWith("/..LOCK")) {
          Lock lock =
              JsonInput.read(
                  content.getBytes(ISO_8859_1), Lock::read);
          bucket.put(
              key,
              new String(
                  (lock.sessionHash() + " " + lock.asset() + " " + lock.version())
                      .getBytes(UTF_8),
                  ISO_8859_1));
        } else {
          bucket.put(key, content);
        }
      });
      return bucket;
    }

    /** Otherwise the history was a dull one. */
    private void assertManyOfEachKind() {
      String all =
          outcomes.entrySet()
              .stream()
              .map(e -> e.getKey() + ": " + e.getValue())
              .collect(Collectors.joining("\n"));
      for (String expected : List.of(
          "create ok", "create INVALID", "create FORBIDDEN", "permissions ok",
          "permissions FORBIDDEN", "quota ok", "start ok", "start FORBIDDEN", "start LOCKED",
          "start INVALID", "start NOT_FOUND", "presign ok", "presign FORBIDDEN", "receive ok",
          "receive FORBIDDEN", "receive INVALID", "complete ok", "complete INVALID",
          "complete FORBIDDEN", "abort ok", "abort FORBIDDEN", "approve ok", "approve INVALID",
          "approve LOCKED", "approve FORBIDDEN", "reject ok", "reject FORBIDDEN",
          "reject INVALID", "remove-version ok", "remove-version LOCKED", "remove-asset ok",
          "refresh-latest ok", "refresh-usage ok", "unlock ok")) {
        assertThat(outcomes.getOrDefault(expected, 0))
            .as("seed %s: how often '%s', of%n%s", seed, expected, all)
            .isGreaterThan(3);
      }
      assertThat(outcomes.get("complete ok")).as("seed %s: %s", seed, all).isGreaterThan(300);
    }
  }
}
