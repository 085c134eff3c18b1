package io.gypsum.store;

import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * The contract of {@link Store} and {@link ReadStore}. The tests of a backend or wrapper extend this class and open the
 * store.
 */
public abstract class StoreContract
    implements ObjectContract, ContentContract, ConditionContract, ListingContract, RaceContract,
    DeadlineContract, DeferredContract {
  private final String base = "contract-" + UUID.randomUUID() + "/";
  private Store store;

  /** Called before each test, which closes it; need not be empty. */
  protected abstract Store openStore() throws Exception;

  /** Returns false for stores whose keys are paths of a file system. */
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
