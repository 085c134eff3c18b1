package io.gypsum.server.operation;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.decision.User;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.server.testing.Files;
import io.gypsum.server.testing.StartedUpload;
import io.gypsum.server.testing.TestOperations;
import org.jspecify.annotations.Nullable;

/** What uploaders do, in the servers and in the model. */
final class RandomUploadRequests {
  private final ServersAndModel twins;
  private final RandomChoices choices;
  private final List<Ticket> tickets = new ArrayList<>();

  /** What a client knows of an address that it asked for. */
  private record Ticket(int session, String path, Instant expires, String text) {}

  RandomUploadRequests(ServersAndModel twins, RandomChoices choices) {
    this.twins = twins;
    this.choices = choices;
  }

  /** Whether there is something to go on with; if not, mostly begins something. */
  private boolean isRunning() {
    if (twins.model.runningSessions().isEmpty() && choices.chance(90)) {
      start();
      return false;
    }
    return true;
  }

  void start() {
    User user = choices.chance(30) ? RandomChoices.USERS.get(0) : choices.pick(RandomChoices.USERS);
    String[] version =
        {choices.someProject(), choices.someAsset(), choices.pick(RandomChoices.VERSIONS)};
    boolean probation = choices.chance(20);
    List<OperationsModel.Declared> files = choices.declared(version);
    String body =
        Files.body(
            probation, files.stream().map(RandomUploadRequests::json).toArray(String[]::new));
    StartedUpload[] session = new StartedUpload[1];
    String answer = OperationsModel.outcome(
        () -> twins.model.start(user, version[0], version[1], version[2], probation, files));
    twins.expect(
        "start " + ServersAndModel.show(version) + " by " + user.login() + ": " + body,
        () -> {
          session[0] = start(twins.server(), user, version, body);
          return String.join(" ", session[0].slugs().keySet());
        },
        Set.of(answer));
    if (session[0] != null) {
      twins.add(session[0]);
    }
  }

  private static StartedUpload start(
      TestOperations server, User user, String[] version, String body) {
    // Names with other characters than a slash only.
    AssetVersion parsed = ServersAndModel.version(version);
    return server.start(user, parsed.toString(), body);
  }

  private static String json(OperationsModel.Declared file) {
    OperationsModel.Address target = file.target();
    if (target == null) {
      return OperationsModel.object(
          "type", OperationsModel.string(file.type()), "path", OperationsModel.string(file.path()),
          "size",
          String.valueOf(file.size()), "md5sum", OperationsModel.string(file.md5()));
    }
    return OperationsModel.object(
        "type", OperationsModel.string("link"), "link",
        OperationsModel.object(
            "project", OperationsModel.string(target.project()), "asset",
            OperationsModel.string(target.asset()),
            "version", OperationsModel.string(target.version()), "path",
            OperationsModel.string(target.path())),
        "path", OperationsModel.string(file.path()));
  }

  /** As a good client: the next file that is missing. */
  void sendMissing() {
    if (!isRunning()) {
      return;
    }
    int session = choices.someSession();
    if (session < 0) {
      return;
    }
    List<String> missing = twins.model.missingPathsOf(session);
    if (missing.isEmpty()) {
      completeRunning();
      return;
    }
    String path = choices.pick(missing);
    Ticket ticket = presign(session, path, session);
    if (ticket != null) {
      receive(
          ticket, contentOf(session, path), twins.model.md5Of(session, path),
          twins.model.sizeOf(session, path));
    }
  }

  /** The content that was announced, or any when that was a lie. */
  private String contentOf(int session, String path) {
    return RandomChoices.CONTENTS.stream()
        .filter(content -> Files.md5(content).equals(twins.model.md5Of(session, path)))
        .findFirst()
        .orElse("");
  }

  void presign() {
    int session = choices.someSession();
    if (session < 0 || twins.model.pathsOf(session).isEmpty()) {
      return;
    }
    String path = choices.pick(twins.model.pathsOf(session));
    if (choices.chance(10)) {
      twins.expect(
          "presign nonsense", () -> twins.server()
              .presign(
                  choices.pick(
                      List.of("", "x", "????", "YWJj")),
                  twins.session(session).token()),
          Set.of(Kind.INVALID.name()));
    } else if (choices.chance(10)) {
      byte[] forged =
          Base64.getUrlDecoder().decode(twins.session(session).slugs().get(path));
      forged[choices.random.nextInt(forged.length)] ^= (byte) (1 << choices.random.nextInt(8));
      twins.expect(
          "presign forged", () -> twins.server()
              .presign(
                  Base64.getUrlEncoder().encodeToString(forged), twins.session(session).token()),
          Set.of(Kind.FORBIDDEN.name()));
    } else {
      presign(session, path, choices.chance(70) ? session : choices.someSession());
    }
  }

  private @Nullable Ticket presign(int slugSession, String path, int session) {
    String[] text = new String[1];
    twins.both(
        "presign " + path + " of session " + slugSession + " with the token of " + session,
        () -> {
          text[0] =
              twins.server()
                  .presign(
                      twins.session(slugSession).slugs().get(path), twins.session(session).token());
          return "";
        },
        () -> twins.model.presign(slugSession, session));
    if (text[0] == null) {
      return null;
    }
    Instant expires =
        twins.clock.instant().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);
    Ticket ticket = new Ticket(slugSession, path, expires, text[0]);
    tickets.add(ticket);
    return ticket;
  }

  void receive() {
    if (tickets.isEmpty()) {
      return;
    }
    Ticket ticket =
        choices.chance(60)
            ? tickets.get(tickets.size() - 1 - choices.random.nextInt(Math.min(5, tickets.size())))
            : choices.pick(tickets);
    String content =
        choices.chance(60)
            ? contentOf(ticket.session(), ticket.path())
            : choices.pick(RandomChoices.CONTENTS);
    String md5 =
        choices.chance(80)
            ? twins.model.md5Of(ticket.session(), ticket.path())
            : choices.chance(50) ? null
            : Files.md5(choices.pick(RandomChoices.CONTENTS));
    long length =
        choices.chance(60)
            ? Files.bytes(content).length
            : choices.chance(60) ? twins.model.sizeOf(ticket.session(), ticket.path())
            : -1;
    receive(ticket, content, md5, length);
  }

  private void receive(Ticket ticket, String content, @Nullable String md5, long length) {
    String header =
        md5 == null ? null : Base64.getEncoder().encodeToString(HexFormat.of().parseHex(md5));
    boolean again = twins.model.hasArrived(ticket.session(), ticket.path());
    String answer =
        OperationsModel.outcome(
            () -> twins.model.receive(
                ticket.session(), ticket.path(), ticket.expires(), md5, length, content));
    // A store need not read what it does not write.
    Set<String> expected =
        again && answer.equals(Kind.INVALID.name())
            ? Set.of(answer, OperationsModel.OK)
            : Set.of(answer);
    twins.expect(
        "receive " + ticket.path() + " of session " + ticket.session() + ": '" + content
            + "', " + md5 + ", " + length,
        () -> {
          twins.server().files.receive(
              ticket.text(), header, length, new ByteArrayInputStream(Files.bytes(content)));
          return "";
        },
        expected);
  }

  void completeRunning() {
    if (!isRunning()) {
      return;
    }
    int session = choices.someSession();
    if (session >= 0) {
      complete(session, twins.model.addressOf(session));
    }
  }

  void completeSomehow() {
    int session = choices.someSession();
    if (session < 0) {
      return;
    }
    int other = choices.someSession();
    if (choices.chance(10)) {
      String[] version = twins.model.addressOf(session);
      twins.expect(
          "complete with a token that is none",
          () -> {
            twins.server().completion.complete(ServersAndModel.version(version), "not-a-token");
            return "";
          },
          Set.of(Kind.FORBIDDEN.name()));
    } else if (choices.chance(30)) {
      abort(session, twins.model.addressOf(other));
    } else {
      complete(
          session, choices.chance(50) ? choices.someVersion(false) : twins.model.addressOf(other));
    }
  }

  private void complete(int session, String[] version) {
    twins.both(
        "complete " + ServersAndModel.show(version) + " with the token of " + session,
        () -> {
          twins.server().completion
              .complete(ServersAndModel.version(version), twins.session(session).token());
          return "";
        },
        () -> twins.model.complete(session, version[0], version[1], version[2]));
  }

  void abort() {
    int session = choices.someSession();
    if (session >= 0) {
      abort(session, twins.model.addressOf(session));
    }
  }

  private void abort(int session, String[] version) {
    twins.both(
        "abort " + ServersAndModel.show(version) + " with the token of " + session,
        () -> {
          twins.server().uploads
              .abort(ServersAndModel.version(version), twins.session(session).token());
          return "";
        },
        () -> twins.model.abort(session, version[0], version[1], version[2]));
  }
}
