"""Care around the infusion: eligibility, doses, release of the product, visits."""
