package io.gypsum.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** Records all events. */
final class RecordingListener implements TransferListener {
  final List<String> events = new CopyOnWriteArrayList<>();
  final List<String> phases = new CopyOnWriteArrayList<>();
  final LongAdder checked = new LongAdder();
  final LongAdder moved = new LongAdder();
  final LongAdder undone = new LongAdder();

  @Override
  public void begins(String what, int files, long bytes) {
    events.add("begins " + what + " " + files + " " + bytes);
  }

  @Override
  public void moves(long bytes) {
    moved.add(bytes);
    undone.add(Math.min(0, bytes));
  }

  @Override
  public void enters(Phase phase, String name, int files, long bytes) {
    phases.add("enters " + phase + " " + name + " " + files + " " + bytes);
  }

  @Override
  public void leaves(Phase phase) {
    phases.add("leaves " + phase);
  }

  @Override
  public void checks(long bytes) {
    checked.add(bytes);
  }

  @Override
  public void finishes(String name) {
    events.add("finishes " + name);
  }

  @Override
  public void warns(String message) {
    events.add("warns " + message);
  }

  @Override
  public void waits(String reason) {
    events.add("waits " + reason);
  }

  @Override
  public void ends(String what) {
    events.add("ends " + what);
  }
}
