package io.gypsum.core.document;

import java.time.Instant;
import java.util.List;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonWritable;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What a lock says beyond the wire contract, so that nobody's crash leaves a project locked or half changed.
 *
 * <p>Without steps nothing is decided: once {@code until} has passed, whatever the operation wrote is undone. With
 * steps the operation is decided: once {@code until} has passed, anyone may carry them out again from the first, in
 * order, and then remove the lock.
 *
 * @param operation for people: {@code upload}, {@code complete}, {@code approve}…
 * @param user who asked
 * @param holder a random id of whoever carries it out, new with every take-over
 * @param since when the lock was taken; for an upload also its {@code upload_start}
 * @param until when the holder's right ends unless it is prolonged
 * @param steps what was decided, or null
 */
public record Journal(
    String operation, String user, String holder, Instant since, Instant until,
    @Nullable List<Step> steps)
    implements JsonWritable {

  public Journal {
    steps = steps == null ? null : List.copyOf(steps);
  }

  public boolean isDecided() {
    return steps != null;
  }

  public boolean isExpired(Instant now) {
    return now.isAfter(until);
  }

  public Journal until(Instant newUntil) {
    return new Journal(operation, user, holder, since, newUntil, steps);
  }

  public Journal decided(
      String newOperation, String newHolder, List<Step> newSteps, Instant newUntil) {
    return new Journal(newOperation, user, newHolder, since, newUntil, newSteps);
  }

  public Journal takenOver(String newHolder, List<Step> newSteps, Instant newUntil) {
    return new Journal(operation, user, newHolder, since, newUntil, newSteps);
  }

  public static Journal read(JsonInput in) {
    @Nullable String operation = null;
    @Nullable String user = null;
    @Nullable String holder = null;
    @Nullable Instant since = null;
    @Nullable Instant until = null;
    @Nullable List<Step> steps = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "operation" -> operation = in.string();
        case "user" -> user = in.string();
        case "holder" -> holder = in.string();
        case "since" -> since = Summary.time(in);
        case "until" -> until = Summary.time(in);
        case "steps" -> steps = in.isNull() ? null : in.array(Step::read);
        default -> in.skip();
      }
    }
    return new Journal(
        in.required(operation, "operation"),
        in.required(user, "user"),
        in.required(holder, "holder"),
        in.required(since, "since"),
        in.required(until, "until"),
        steps);
  }

  @Override
  public void writeTo(JsonGenerator out) {
    out.writeStartObject();
    out.writeStringProperty("operation", operation);
    out.writeStringProperty("user", user);
    out.writeStringProperty("holder", holder);
    out.writeStringProperty("since", Timestamps.format(since));
    out.writeStringProperty("until", Timestamps.format(until));
    if (steps != null) {
      out.writeName("steps").writeStartArray();
      steps.forEach(step -> step.writeTo(out));
      out.writeEndArray();
    }
    out.writeEndObject();
  }
}
