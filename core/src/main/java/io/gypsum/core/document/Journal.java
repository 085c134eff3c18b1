package io.gypsum.core.document;

import java.time.Instant;
import java.util.List;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The part of a lock that extends the REST API specification: it allows any server to recover from the crash of another.
 *
 * <p>Without steps the operation is not committed: once {@code until} has passed, its writes are rolled back. With
 * steps it is committed: once {@code until} has passed, any server may replay the steps, in order from the first, and then
 * delete the lock.
 *
 * @param operation name for messages: {@code upload}, {@code complete}, {@code approve}…
 * @param user who requested it
 * @param holder a random id of the process that holds the lock, new with every takeover
 * @param since when the lock was acquired; for an upload also its {@code upload_start}
 * @param until when the lease of the holder ends unless it is extended
 * @param steps the committed steps, or null
 */
public record Journal(
    String operation, String user, String holder, Instant since, Instant until,
    @Nullable List<Step> steps)
    implements JsonWritable {
  private static final RecordCodec<Journal> CODEC =
      RecordCodec.of(
          Property.required("operation", JsonType.STRING, Journal::operation),
          Property.required("user", JsonType.STRING, Journal::user),
          Property.required("holder", JsonType.STRING, Journal::holder),
          Property.required("since", DocumentTypes.INSTANT, Journal::since),
          Property.required("until", DocumentTypes.INSTANT, Journal::until),
          Property.nullable(
              "steps", JsonType.array(JsonType.document(Step::read)), Journal::steps),
          Journal::new);

  public Journal {
    steps = steps == null ? null : List.copyOf(steps);
  }

  public boolean isCommitted() {
    return steps != null;
  }

  public boolean isExpired(Instant now) {
    return now.isAfter(until);
  }

  public Journal until(Instant newUntil) {
    return new Journal(operation, user, holder, since, newUntil, steps);
  }

  public Journal committed(
      String newOperation, String newHolder, List<Step> newSteps, Instant newUntil) {
    return new Journal(newOperation, user, newHolder, since, newUntil, newSteps);
  }

  public Journal takenOver(String newHolder, List<Step> newSteps, Instant newUntil) {
    return new Journal(operation, user, newHolder, since, newUntil, newSteps);
  }

  public static Journal read(JsonInput in) {
    return CODEC.read(in);
  }

  @Override
  public void writeTo(JsonGenerator out) {
    CODEC.write(this, out);
  }
}
