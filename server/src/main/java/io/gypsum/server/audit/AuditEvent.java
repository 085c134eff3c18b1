package io.gypsum.server.audit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Timestamps;
import io.gypsum.core.document.Rejection;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * An attempted change. Contains no token. Text from clients is shortened to a maximum length.
 *
 * @param action the attempted change, such as {@code remove-version}
 * @param reason why the attempt was refused or failed; null if it succeeded
 */
public record AuditEvent(
    Instant time, String action, Actor actor, Target target, Outcome outcome,
    @Nullable String reason)
    implements JsonWritable {

  static final int MAX_NAME_CHARS = 200;
  private static final int MAX_REASON_CHARS = 500;
  private static final int MAX_CHANGE_CHARS = 300;
  private static final int MAX_CHANGES_CHARS = 2_000;
  private static final char MAX_ASCII = 126;

  /** The result of an attempt. */
  public enum Outcome {
    OK,
    /** Not permitted, invalid, or over a limit of the client: nothing was changed. */
    REFUSED,
    /** The server, the store or the connection failed; the change may have been made. */
    FAILED;

    /** Returns the name in events and on the command line. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** @throws GypsumException INVALID for another name */
    public static Outcome parse(String text) {
      for (Outcome outcome : values()) {
        if (outcome.text().equals(text)) {
          return outcome;
        }
      }
      throw GypsumException
          .invalid("outcome '" + text + "' is unknown: expected ok, refused or failed");
    }
  }

  /**
   * The user and the client of an attempt.
   *
   * @param user null if unknown, for example with an invalid token
   * @param client the address of the client
   * @param comment what the user wrote about the change: the reason of a rejection; null for nothing
   */
  public record Actor(@Nullable String user, String client, @Nullable String comment) {
    private static final RecordCodec<Actor> CODEC =
        RecordCodec.of(
            Property.optional("user", JsonType.STRING, Actor::user),
            Property.required("client", JsonType.STRING, Actor::client),
            Property.optional("comment", JsonType.STRING, Actor::comment), Actor::new);

    public Actor {
      user = BoundedText.of(user, MAX_NAME_CHARS);
      comment = BoundedText.of(comment, Rejection.MAX_REASON_CHARS);
    }

    /** Creates an actor without a comment. */
    public Actor(@Nullable String user, String client) {
      this(user, client, null);
    }
  }

  /**
   * The target of an attempt, with the names that the client sent; null for names that do not apply.
   *
   * @param uploader who uploaded a version that was approved or rejected
   * @param changes sentences about what was changed, such as permissions
   */
  public record Target(
      @Nullable String project, @Nullable String asset, @Nullable String version,
      @Nullable String account, @Nullable String uploader, List<String> changes) {
    public static final Target NONE = new Target(null, null, null, null);

    private static final RecordCodec<Target> CODEC =
        RecordCodec.of(
            Property.optional("project", JsonType.STRING, Target::project),
            Property.optional("asset", JsonType.STRING, Target::asset),
            Property.optional("version", JsonType.STRING, Target::version),
            Property.optional("account", JsonType.STRING, Target::account),
            Property.optional("uploader", JsonType.STRING, Target::uploader),
            Property.optional(
                "changes", JsonType.array(JsonType.STRING),
                target -> target.changes().isEmpty() ? null : target.changes()),
            Target::ofRead);

    public Target {
      project = BoundedText.of(project, MAX_NAME_CHARS);
      asset = BoundedText.of(asset, MAX_NAME_CHARS);
      version = BoundedText.of(version, MAX_NAME_CHARS);
      account = BoundedText.of(account, MAX_NAME_CHARS);
      uploader = BoundedText.of(uploader, MAX_NAME_CHARS);
      changes = BoundedText.of(changes, MAX_CHANGE_CHARS, MAX_CHANGES_CHARS);
    }

    /** Creates a target without changes. */
    public Target(
        @Nullable String project, @Nullable String asset, @Nullable String version,
        @Nullable String account, @Nullable String uploader) {
      this(project, asset, version, account, uploader, List.of());
    }

    /** Creates a target without an uploader and changes. */
    public Target(
        @Nullable String project, @Nullable String asset, @Nullable String version,
        @Nullable String account) {
      this(project, asset, version, account, null);
    }

    private static Target ofRead(
        @Nullable String project, @Nullable String asset, @Nullable String version,
        @Nullable String account, @Nullable String uploader, @Nullable List<String> changes) {
      return new Target(
          project, asset, version, account, uploader,
          Objects.requireNonNullElse(changes, List.of()));
    }

    /** Returns the names with {@code /} between them; empty if there are none. */
    public String text() {
      return Stream.of(project, asset, version, account)
          .filter(Objects::nonNull)
          .collect(Collectors.joining("/"));
    }

    public static Target ofAccount(String name) {
      return new Target(null, null, null, name);
    }
  }

  private static final RecordCodec<AuditEvent> CODEC =
      RecordCodec.of(
          Property.required(
              "time", JsonType.STRING.as(AuditEvent::parseTime, Timestamps::format),
              AuditEvent::time),
          Property.required("action", JsonType.STRING, AuditEvent::action),
          Property.required(
              "actor",
              new JsonType<>(Actor.CODEC::read, (out, actor) -> Actor.CODEC.write(actor, out)),
              AuditEvent::actor),
          Property.required(
              "target",
              new JsonType<>(Target.CODEC::read, (out, target) -> Target.CODEC.write(target, out)),
              AuditEvent::target),
          Property.required(
              "outcome", JsonType.STRING.as(Outcome::parse, Outcome::text), AuditEvent::outcome),
          Property.optional("reason", JsonType.STRING, AuditEvent::reason), AuditEvent::new);

  public AuditEvent {
    reason = BoundedText.of(reason, MAX_REASON_CHARS);
  }

  /**
   * Parses one line, without its end. Unknown properties are ignored.
   *
   * @throws io.gypsum.core.json.MalformedJsonException if the line is not an event
   */
  static AuditEvent parse(String line) {
    return JsonInput.read(line.getBytes(StandardCharsets.UTF_8), CODEC::read);
  }

  @Override
  public void writeTo(JsonGenerator out) {
    CODEC.write(this, out);
  }

  /** Returns the event as one line of ASCII, with its end: JSON in which other characters are escaped. */
  String line() {
    String json = JsonOutput.text(this);
    StringBuilder line = new StringBuilder(json.length() + 1);
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      // Characters outside ASCII occur only within strings.
      if (c > MAX_ASCII) {
        line.append(String.format("\\u%04x", (int) c));
      } else {
        line.append(c);
      }
    }
    return line.append('\n').toString();
  }

  private static Instant parseTime(String text) {
    OffsetDateTime time = Timestamps.parse(text);
    if (time == null) {
      throw GypsumException.invalid("time '" + text + "' is invalid: expected RFC 3339");
    }
    return time.toInstant();
  }
}
