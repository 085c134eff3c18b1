package io.gypsum.metadata;

import java.math.BigDecimal;
import java.util.List;

import io.gypsum.metadata.json.DocumentValues;
import io.gypsum.metadata.search.SearchClause;
import io.gypsum.metadata.text.SearchTerms;
import org.jspecify.annotations.Nullable;

/** A condition that the links of an index cannot decide: the document itself has to be read ({@link DocumentFunction}). */
sealed interface DocumentCheck {
  /**
   * One string contains the terms next to each other, in this order.
   *
   * @param terms at least two terms
   * @param field the field of the string; null for any field
   */
  record HasPhrase(List<String> terms, @Nullable String field) implements DocumentCheck {
    @Override
    public Reader reader() {
      return new PhraseReader(terms, field);
    }
  }

  /** A field contains a number that fulfills all bounds. */
  record HasNumber(String field, List<Bound> bounds) implements DocumentCheck {
    @Override
    public Reader reader() {
      return new NumberReader(this);
    }
  }

  /** A number is in a relation to another one. */
  record Bound(SearchClause.Relation relation, BigDecimal number) {}

  /** A field contains true or false. */
  record HasBoolean(String field, boolean value) implements DocumentCheck {
    @Override
    public Reader reader() {
      return new ValueReader() {
        @Override
        public void onBoolean(String in, boolean found) {
          if (found == value && in.equals(field)) {
            find();
          }
        }
      };
    }
  }

  /** A field contains a number, true or false. */
  record HasValue(String field) implements DocumentCheck {
    @Override
    public Reader reader() {
      return new ValueReader() {
        @Override
        public void onNumber(String in, String text) {
          onBoolean(in, true);
        }

        @Override
        public void onBoolean(String in, boolean value) {
          if (in.equals(field)) {
            find();
          }
        }
      };
    }
  }

  /** Returns an object that reads one document after the other. */
  Reader reader();

  /** Receives the values of a document, and decides whether it fulfills the test. Not thread-safe. */
  abstract class Reader implements DocumentValues.Visitor {
    private boolean found;

    /** Starts with another document. */
    final void reset() {
      found = false;
    }

    final void find() {
      found = true;
    }

    @Override
    public final boolean isDone() {
      return found;
    }
  }

  /** Ignores text. */
  abstract class ValueReader extends Reader {
    @Override
    public void onText(String field, String text) {}
  }

  /** Compares numbers exactly. */
  final class NumberReader extends ValueReader {
    /** A longer number takes too long to compare, and would not be written by a program that computes with it. */
    private static final int MAX_CHARS = 1_000;

    private final HasNumber check;

    private NumberReader(HasNumber check) {
      this.check = check;
    }

    @Override
    public void onNumber(String in, String text) {
      if (text.length() <= MAX_CHARS && in.equals(check.field())) {
        try {
          BigDecimal number = new BigDecimal(text);
          if (check.bounds()
              .stream()
              .allMatch(bound -> bound.relation().holds(number, bound.number()))) {
            find();
          }
        } catch (NumberFormatException e) {
          // An exponent of more than 32 bits: no program can compute with the number.
        }
      }
    }
  }

  /** Finds a sequence of terms in linear time (Knuth, Morris and Pratt), since documents and phrases may be long. */
  final class PhraseReader extends Reader {
    private final List<String> phrase;
    private final @Nullable String field;
    /** For each number of matching terms, the length of the longest proper prefix of the phrase with which they end. */
    private final int[] fallback;
    private int matching;

    private PhraseReader(List<String> phrase, @Nullable String field) {
      this.phrase = phrase;
      this.field = field;
      this.fallback = new int[phrase.size() + 1];
      int shorter = 0;
      for (int i = 1; i < phrase.size(); i++) {
        shorter = next(shorter, phrase.get(i));
        fallback[i + 1] = shorter;
      }
    }

    /** Returns how many terms match after another term. */
    private int next(int before, String term) {
      int length = before;
      while (length > 0 && (length == phrase.size() || !phrase.get(length).equals(term))) {
        length = fallback[length];
      }
      return phrase.get(length).equals(term) ? length + 1 : length;
    }

    @Override
    public void onText(String in, String text) {
      if (field == null || field.equals(in)) {
        matching = 0;
        SearchTerms.forEach(text, this::add);
      }
    }

    private void add(String term) {
      matching = next(matching, term);
      if (matching == phrase.size()) {
        find();
      }
    }
  }
}
