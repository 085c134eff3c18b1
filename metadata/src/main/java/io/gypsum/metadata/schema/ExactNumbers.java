package io.gypsum.metadata.schema;

import java.math.BigDecimal;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ValueNode;

/** Makes whole numbers of what no {@code long} holds but is whole ({@code 1e400}): the validator compares only those. */
final class ExactNumbers extends JsonNodeFactory {
  private static final long serialVersionUID = 1;
  private static final int DIGITS_OF_LONG = 18;
  /** Longer ones stay as they are written: their digits would only cost memory. */
  private static final int MAX_DIGITS = 1000;

  @Override
  public ValueNode numberNode(BigDecimal number) {
    long digits = (long) number.precision() - number.scale();
    boolean isWhole = number.scale() <= 0;
    return isWhole && digits > DIGITS_OF_LONG && digits <= MAX_DIGITS
        ? numberNode(number.toBigIntegerExact())
        : super.numberNode(number);
  }
}
