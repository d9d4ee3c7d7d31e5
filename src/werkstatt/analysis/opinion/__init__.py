"""The opinion map: who votes alike on statements, what each group says, what all share and what divides. Pure.

Start with :func:`werkstatt.analysis.opinion.mapping.opinion_map`. The mathematics is that of Polis: Small, Bjorkegren,
Erkkilä, Shaw, Megill: "Polis: Scaling deliberation by mapping high dimensional opinion spaces", Recerca 26 (2), 2021
(*Small et al.* in the modules below). docs/opinion-map.md tells where and why it departs from it.
"""
