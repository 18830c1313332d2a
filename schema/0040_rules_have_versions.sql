-- Which version of the rules (auction/engine/versions.py) an auction was listed under; all before this are version 1.
ALTER TABLE item ADD rulesVersion SMALLINT DEFAULT 1;
