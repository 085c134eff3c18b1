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
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.Files;
import io.gypsum.server.testing.TestOperations;
import org.jspecify.annotations.Nullable;

/** Random requests of uploaders, executed by the servers and the model. */
final class RandomUploadRequests {
  private final ServersAndModel servers;
  private final RandomChoices choices;
  private final List<PresignedFile> presignedFiles = new ArrayList<>();

  /** A presigned URL that a client has received. */
  private record PresignedFile(int session, String path, Instant expires, String text) {}

  RandomUploadRequests(ServersAndModel servers, RandomChoices choices) {
    this.servers = servers;
    this.choices = choices;
  }

  /** Returns whether an upload is running; if not, usually starts one. */
  private boolean isRunning() {
    if (servers.model.runningSessions().isEmpty() && choices.chance(90)) {
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
    ClientUpload[] session = new ClientUpload[1];
    String answer = OperationsModel.outcome(
        () -> servers.model.start(user, version[0], version[1], version[2], probation, files));
    servers.expect(
        "start " + ServersAndModel.show(version) + " by " + user.login() + ": " + body,
        () -> {
          session[0] = start(servers.server(), user, version, body);
          return String.join(" ", session[0].uploadTokens().keySet());
        },
        Set.of(answer));
    if (session[0] != null) {
      servers.add(session[0]);
    }
  }

  private static ClientUpload start(
      TestOperations server, User user, String[] version, String body) {
    // Fails for names that contain a slash.
    AssetVersion parsed = ServersAndModel.version(version);
    return server.start(user, parsed.toString(), body);
  }

  private static String json(OperationsModel.Declared file) {
    OperationsModel.Address target = file.target();
    if (target == null) {
      return ModelJson.object(
          "type", ModelJson.string(file.type()), "path", ModelJson.string(file.path()),
          "size",
          String.valueOf(file.size()), "md5sum", ModelJson.string(file.md5()));
    }
    return ModelJson.object(
        "type", ModelJson.string("link"), "link",
        ModelJson.object(
            "project", ModelJson.string(target.project()), "asset",
            ModelJson.string(target.asset()),
            "version", ModelJson.string(target.version()), "path",
            ModelJson.string(target.path())),
        "path", ModelJson.string(file.path()));
  }

  /** Sends a missing file, like a correct client. */
  void sendMissing() {
    if (!isRunning()) {
      return;
    }
    int session = choices.someSession();
    if (session < 0) {
      return;
    }
    List<String> missing = servers.model.missingPathsOf(session);
    if (missing.isEmpty()) {
      completeRunning();
      return;
    }
    String path = choices.pick(missing);
    PresignedFile presigned = presign(session, path, session);
    if (presigned != null) {
      receive(
          presigned, contentOf(session, path), servers.model.md5Of(session, path),
          servers.model.sizeOf(session, path));
    }
  }

  /** Returns the declared content, or an empty text if no content has the declared MD5. */
  private String contentOf(int session, String path) {
    return RandomChoices.CONTENTS.stream()
        .filter(content -> Files.md5(content).equals(servers.model.md5Of(session, path)))
        .findFirst()
        .orElse("");
  }

  void presign() {
    int session = choices.someSession();
    if (session < 0 || servers.model.pathsOf(session).isEmpty()) {
      return;
    }
    String path = choices.pick(servers.model.pathsOf(session));
    if (choices.chance(10)) {
      servers.expect(
          "presign nonsense", () -> servers.server()
              .presign(
                  choices.pick(
                      List.of("", "x", "????", "YWJj")),
                  servers.session(session).token()),
          Set.of(Kind.INVALID.name()));
    } else if (choices.chance(10)) {
      byte[] forged =
          Base64.getUrlDecoder().decode(servers.session(session).uploadTokens().get(path));
      forged[choices.random.nextInt(forged.length)] ^= (byte) (1 << choices.random.nextInt(8));
      servers.expect(
          "presign forged", () -> servers.server()
              .presign(
                  Base64.getUrlEncoder().encodeToString(forged), servers.session(session).token()),
          Set.of(Kind.FORBIDDEN.name()));
    } else {
      presign(session, path, choices.chance(70) ? session : choices.someSession());
    }
  }

  private @Nullable PresignedFile presign(int tokenSession, String path, int session) {
    String[] text = new String[1];
    servers.compare(
        "presign " + path + " of session " + tokenSession + " with the token of " + session,
        () -> {
          text[0] =
              servers.server()
                  .presign(
                      servers.session(tokenSession).uploadTokens().get(path),
                      servers.session(session).token());
          return "";
        },
        () -> servers.model.presign(tokenSession, session));
    if (text[0] == null) {
      return null;
    }
    Instant expires =
        servers.clock.instant().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);
    PresignedFile presigned = new PresignedFile(tokenSession, path, expires, text[0]);
    presignedFiles.add(presigned);
    return presigned;
  }

  void receive() {
    if (presignedFiles.isEmpty()) {
      return;
    }
    PresignedFile presigned =
        choices.chance(60)
            ? presignedFiles.get(
                presignedFiles.size() - 1
                    - choices.random.nextInt(Math.min(5, presignedFiles.size())))
            : choices.pick(presignedFiles);
    String content =
        choices.chance(60)
            ? contentOf(presigned.session(), presigned.path())
            : choices.pick(RandomChoices.CONTENTS);
    String md5 =
        choices.chance(80)
            ? servers.model.md5Of(presigned.session(), presigned.path())
            : choices.chance(50) ? null
            : Files.md5(choices.pick(RandomChoices.CONTENTS));
    long length =
        choices.chance(60)
            ? Files.bytes(content).length
            : choices.chance(60) ? servers.model.sizeOf(presigned.session(), presigned.path())
            : -1;
    receive(presigned, content, md5, length);
  }

  private void receive(PresignedFile presigned, String content, @Nullable String md5, long length) {
    String header =
        md5 == null ? null : Base64.getEncoder().encodeToString(HexFormat.of().parseHex(md5));
    boolean again = servers.model.isReceived(presigned.session(), presigned.path());
    String answer =
        OperationsModel.outcome(
            () -> servers.model.receive(
                presigned.session(), presigned.path(), presigned.expires(), md5, length, content));
    // A store may skip reading content that it does not have to write.
    Set<String> expected =
        again && answer.equals(Kind.INVALID.name())
            ? Set.of(answer, OperationsModel.OK)
            : Set.of(answer);
    servers.expect(
        "receive " + presigned.path() + " of session " + presigned.session() + ": '" + content
            + "', " + md5 + ", " + length,
        () -> {
          servers.server().files.receive(
              presigned.text(), header, length, new ByteArrayInputStream(Files.bytes(content)));
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
      complete(session, servers.model.addressOf(session));
    }
  }

  void completeOrAbortAnyUpload() {
    int session = choices.someSession();
    if (session < 0) {
      return;
    }
    int other = choices.someSession();
    if (choices.chance(10)) {
      String[] version = servers.model.addressOf(session);
      servers.expect(
          "complete with an invalid token",
          () -> {
            servers.server().completion.complete(ServersAndModel.version(version), "not-a-token");
            return "";
          },
          Set.of(Kind.FORBIDDEN.name()));
    } else if (choices.chance(30)) {
      abort(session, servers.model.addressOf(other));
    } else {
      complete(
          session,
          choices.chance(50) ? choices.someVersion(false) : servers.model.addressOf(other));
    }
  }

  private void complete(int session, String[] version) {
    servers.compare(
        "complete " + ServersAndModel.show(version) + " with the token of " + session,
        () -> {
          servers.server().completion
              .complete(ServersAndModel.version(version), servers.session(session).token());
          return "";
        },
        () -> servers.model.complete(session, version[0], version[1], version[2]));
  }

  void abort() {
    int session = choices.someSession();
    if (session >= 0) {
      abort(session, servers.model.addressOf(session));
    }
  }

  private void abort(int session, String[] version) {
    servers.compare(
        "abort " + ServersAndModel.show(version) + " with the token of " + session,
        () -> {
          servers.server().uploads
              .abort(ServersAndModel.version(version), servers.session(session).token());
          return "";
        },
        () -> servers.model.abort(session, version[0], version[1], version[2]));
  }
}
