package io.gypsum.server.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.gypsum.server.http.BudgetLedger.Claim;
import io.gypsum.server.http.BudgetLedger.Shares;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BudgetLedgerTest {
  private final BudgetLedger ledger = new BudgetLedger(new Shares(100, 60, 3, 2));

  private Claim claim(String claimant, long amount) {
    Claim claim = ledger.add(claimant, amount);
    ledger.grantNext();
    return claim;
  }

  private void end(Claim claim) {
    ledger.end(claim);
    ledger.grantNext();
  }

  @Test
  void aClaimUpToTheBoundIsGrantedAndALargerOneMayNotWait() {
    assertThat(claim("a", 60).isGranted()).isTrue();
    assertThat(claim("b", 40).isGranted()).isTrue();
    assertThat(ledger.grantedTotal()).isEqualTo(100);
    Claim tooLarge = claim("c", 61);
    assertThat(tooLarge.isGranted()).isFalse();
    assertThat(ledger.mayWait(tooLarge)).isFalse();
  }

  @Test
  void oneClaimantCannotExceedItsShare() {
    claim("a", 50);
    assertThat(claim("a", 11).isGranted()).isFalse();
    assertThat(claim("a", 10).isGranted()).isTrue();
  }

  @Test
  void claimsAreGrantedInOrder() {
    Claim first = claim("a", 60);
    Claim second = claim("b", 50);
    Claim third = claim("c", 10);
    assertThat(second.isGranted()).isFalse();
    assertThat(third.isGranted()).as("a small claim must not overtake").isFalse();
    end(first);
    assertThat(second.isGranted()).isTrue();
    assertThat(third.isGranted()).isTrue();
  }

  @Test
  void aClaimOverTheShareOfItsClaimantDelaysNoOther() {
    claim("a", 60);
    Claim own = claim("a", 20);
    assertThat(own.isGranted()).isFalse();
    assertThat(claim("b", 40).isGranted()).isTrue();
  }

  @Test
  void theQueueIsBoundedInTotalAndPerClaimant() {
    claim("a", 60);
    claim("b", 40);
    List<Claim> waiting = new ArrayList<>(List.of(claim("c", 1), claim("c", 1)));
    assertThat(waiting).allMatch(ledger::mayWait);
    Claim thirdOfOne = claim("c", 1);
    assertThat(ledger.mayWait(thirdOfOne)).isFalse();
    end(thirdOfOne);
    assertThat(ledger.mayWait(claim("d", 1))).isTrue();
    assertThat(ledger.mayWait(claim("e", 1))).isFalse();
  }

  @Test
  void aClaimThatLeavesTheQueueUnblocksTheNext() {
    claim("a", 60);
    Claim blocking = claim("b", 50);
    Claim next = claim("c", 40);
    assertThat(next.isGranted()).isFalse();
    end(blocking);
    assertThat(next.isGranted()).isTrue();
  }

  @Test
  void reducingAClaimReleasesTheDifferenceOnce() {
    Claim claim = claim("a", 60);
    ledger.reduce(claim, 10);
    ledger.reduce(claim, 30);
    assertThat(ledger.grantedTotal()).isEqualTo(10);
    end(claim);
    end(claim);
    assertThat(ledger.grantedTotal()).isZero();
    assertThat(ledger.claimants()).isZero();
  }

  @Test
  void aClaimOfNothingIsRejected() {
    assertThatThrownBy(() -> ledger.add("a", 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anyHistoryKeepsTheBoundsAndEndsEmpty() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      BudgetLedger any = new BudgetLedger(new Shares(100, 60, 8, 4));
      List<Claim> claims = new ArrayList<>();
      for (int step = 0; step < 200; step++) {
        if (random.nextInt(3) > 0) {
          Claim claim = any.add("c" + random.nextInt(4), 1 + random.nextInt(60));
          any.grantNext();
          if (claim.isGranted() || any.mayWait(claim)) {
            claims.add(claim);
          } else {
            any.end(claim);
          }
        } else if (!claims.isEmpty()) {
          any.end(claims.remove(random.nextInt(claims.size())));
        }
        any.grantNext();
        assertThat(any.grantedTotal()).as("seed %d", seed).isBetween(0L, 100L);
        assertThat(any.waitingClaims()).as("seed %d", seed).isLessThanOrEqualTo(8);
        assertThat(any.claimants()).isLessThanOrEqualTo(4);
      }
      for (Claim claim : claims) {
        any.end(claim);
      }
      assertThat(any.grantedTotal()).isZero();
      assertThat(any.waitingClaims()).isZero();
      assertThat(any.claimants()).isZero();
    }
  }
}
