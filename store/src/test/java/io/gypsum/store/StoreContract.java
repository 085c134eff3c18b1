package io.gypsum.store;

import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * All that {@link Store} and {@link ReadStore} promise. The tests of a backend or wrapper extend this and say how to open
 * it.
 */
public abstract class StoreContract
    implements ObjectContract, ContentContract, ConditionContract, ListingContract, RaceContract {
  private final String base = "contract-" + UUID.randomUUID() + "/";
  private Store store;

  /** Called before each test, which closes it; need not be empty. */
  protected abstract Store openStore() throws Exception;

  /** False for a store whose keys are paths of a file system. */
  @Override
  public boolean holdsFileAndDirectoryOfOneName() {
    return true;
  }

  @Override
  public final Store store() {
    return store;
  }

  @Override
  public final String base() {
    return base;
  }

  @BeforeEach
  final void open() throws Exception {
    store = openStore();
  }

  @AfterEach
  final void closeTwice() {
    store.close();
    store.close();
  }
}
