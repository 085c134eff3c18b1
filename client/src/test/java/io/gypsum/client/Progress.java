package io.gypsum.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** Remembers what it was told. */
final class Progress implements TransferListener {
  final List<String> told = new CopyOnWriteArrayList<>();
  final LongAdder moved = new LongAdder();
  final LongAdder takenBack = new LongAdder();

  @Override
  public void begins(String what, int files, long bytes) {
    told.add("begins " + what + " " + files + " " + bytes);
  }

  @Override
  public void moves(long bytes) {
    moved.add(bytes);
    takenBack.add(Math.min(0, bytes));
  }

  @Override
  public void finishes(String name) {
    told.add("finishes " + name);
  }

  @Override
  public void ends(String what) {
    told.add("ends " + what);
  }
}
